import { get, type ClientRequest } from 'node:http';
import pg from 'pg';
import { pullScript } from '../../sync/engine/scripted-system.ts';
import type { BenchDatabase } from './database.ts';
import { pages } from './estate.ts';
import { type Figure, figure, median, percentile } from './figure.ts';
import type { BenchPanel } from './panel.ts';

const STREAMS = 200;
const BATCHES = 12;
/** Changed rows of a batch; the other rows of their scope are listed too, unchanged. */
const CHANGED = 100;

/**
 * 200 viewers, each of other clusters, each with a stream. A pull changes rows of one scope, in all clusters; from the commit (as another listener of
 * PostgreSQL hears of it) to the last stream's change event.
 */
export async function* fanOut(database: BenchDatabase, panel: BenchPanel, size: number): AsyncIterable<Figure> {
  const listener = new pg.Client({ connectionString: database.workerUrl });
  await listener.connect();
  await listener.query('LISTEN changes');
  const { clusters } = database;
  // Every one sees the first cluster or others with it: a number's bits say which.
  const sets = Array.from({ length: STREAMS }, (_, n) => clusters.filter((_one, bit) => ((n + 1) >> bit) & 1));
  const streams = [];
  for (const set of sets) streams.push(await openStream(panel.url, await panel.viewerOf(set)));
  const last: number[] = [];
  const first: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    let committed = 0;
    const heard = (note: pg.Notification) => {
      if (!note.payload!.startsWith('panel:')) committed ||= performance.now();
    };
    listener.on('notification', heard);
    const arrivals = streams.map((stream) => stream.next('instances'));
    // Rows 0, 4, 8 … are one region's; of these a few in every cluster.
    const changed = (n: number) => (n % 4 === 0 && n < CHANGED * 4 ? 10 + batch : 0);
    const page = [...pages('instances', size, changed)].filter(
      (item) => item.type === 'account' || ('scope' in item && item.scope === 'eu-bench-0'),
    );
    const result = await pullScript(database.worker, database.source, page);
    if (result.state !== 'complete') throw new Error(`the pull ended ${result.state}: ${result.error}`);
    const at = await Promise.all(arrivals);
    listener.off('notification', heard);
    last.push(Math.max(...at) - committed);
    first.push(Math.min(...at) - committed);
  }
  for (const stream of streams) stream.close();
  await listener.end();
  yield figure(`fan-out to ${STREAMS} viewers: first stream, median`, median(first), 'ms');
  yield figure(`fan-out to ${STREAMS} viewers: last stream, median`, median(last), 'ms', { most: 100 });
  yield figure(`fan-out to ${STREAMS} viewers: last stream, 95th percentile`, percentile(last, 0.95), 'ms', {
    most: 100,
  });
}

interface OpenStream {
  /** When the next change of a kind was heard of. */
  next(kind: string): Promise<number>;
  close(): void;
}

function openStream(url: string, token: string): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    let waiting: { kind: string; heard(at: number): void } | undefined;
    let rest = '';
    const request: ClientRequest = get(
      `${url}/api/v1/events`,
      { headers: { authorization: `Bearer ${token}` }, agent: false },
      (response) => {
        if (response.statusCode !== 200) return reject(new Error(`a stream was answered ${response.statusCode}`));
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const at = performance.now();
          const events = (rest + chunk).split('\n\n');
          rest = events.pop()!;
          for (const event of events)
            if (waiting && event.startsWith('event: change') && event.includes(`"kind":"${waiting.kind}"`))
              waiting.heard(at);
        });
        response.on('error', () => undefined);
        resolve({
          next: (kind) =>
            new Promise((heard) => {
              waiting = {
                kind,
                heard(at) {
                  waiting = undefined;
                  heard(at);
                },
              };
            }),
          close: () => request.destroy(),
        });
      },
    );
    request.on('error', reject);
  });
}
