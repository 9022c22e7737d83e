import { serverEvent } from '../../contract/api/events.ts';
import { Stream } from '../events/stream.ts';
import { SENT } from '../http/ask.ts';
import { Places } from '../http/places.ts';
import { route } from '../http/route.ts';
import { reading } from '../reader.ts';

const places = new Places('streams', { all: 2000, each: 50 });

export const eventRoutes = [
  route({
    method: 'GET',
    path: '/events',
    name: 'streamEvents',
    tag: 'events',
    about:
      'Server-sent events: what changes, as far as one may see it. A second `hello` or another boot id means that something may have been missed.',
    access: 'signed-in',
    status: 200,
    answer: serverEvent,
    also: ['text/event-stream'],
    async handle({ panel, hash, res, req, requestId }) {
      const principal = await reading(panel, hash, async (read) => read.principal);
      // Who has left while the rights were read closes nothing any more.
      if (res.destroyed) return SENT;
      const giveBack = places.take(principal.id);
      res.once('close', giveBack);
      res.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-request-id': requestId,
      });
      if (req.method === 'HEAD') {
        res.end();
        return SENT;
      }
      res.flushHeaders();
      const stream = new Stream(res, hash!, principal.id, { role: principal.role, clusterIds: principal.clusterIds });
      panel.events.add(stream);
      res.once('close', () => panel.events.remove(stream));
      return SENT;
    },
  }),
];
