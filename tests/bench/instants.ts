import { type Figure, figure, median, percentile } from './figure.ts';
import { times } from './load.ts';
import type { BenchPanel } from './panel.ts';

const LISTS = [
  '/instances?',
  '/instances?region=eu-bench-1&sort=-name&',
  '/instances?instanceType=t3.small&sort=-launchedAt&',
  '/record-sets?type=A&sort=zone&',
];
/** Instants over the last day, none asked for twice. */
const TIMES = 24;
const HOUR = 3_600_000;

/** `?at=`: how long a page of 50 takes as everything was at some instant of the last day. */
export async function* instants(panel: BenchPanel, readers: { who: string; token: string }[]): AsyncIterable<Figure> {
  for (const { who, token } of readers) {
    const taken: number[] = [];
    for (const list of LISTS) {
      const asked = Array.from({ length: TIMES }, (_, n) => {
        const at = new Date(Date.now() - (n + 0.5) * (24 / TIMES) * HOUR).toISOString();
        return { path: `/api/v1${list}limit=50&at=${at}`, token };
      });
      taken.push(...(await times(panel.url, asked, { rounds: 5, warm: 1 })));
    }
    yield figure(`?at= of the last day, as ${who}: median`, median(taken), 'ms', { most: 5 });
    yield figure(`?at= of the last day, as ${who}: 95th percentile`, percentile(taken, 0.95), 'ms');
  }
}
