import { serverEvent } from '../../contract/api/events.ts';
import { Stream } from '../events/stream.ts';
import { SENT } from '../http/ask.ts';
import { ApiProblem } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { reading } from '../reader.ts';

const MOST_STREAMS = 2000;

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
      if (panel.events.count >= MOST_STREAMS)
        throw new ApiProblem(503, 'Too many streams', { headers: { 'retry-after': '10' } });
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
