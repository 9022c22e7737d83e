import { pullScript } from '../../sync/engine/scripted-system.ts';
import type { Pulled } from '../../sync/systems/system.ts';
import { type BenchDatabase, benchDatabase, KINDS, pullEstate, settle } from './database.ts';
import { pages } from './estate.ts';
import { type Figure, figure } from './figure.ts';

const CHANGED = 1000;

/** 1,000 changed rows in ever larger estates, half instances and half record sets: what is read follows the estate, what is written follows the change. */
export async function* thousandChanged(sizes: readonly number[]): AsyncIterable<Figure> {
  let smallest: number | undefined;
  for (const size of sizes) {
    const database = await benchDatabase();
    try {
      await pullEstate(database, size / 2);
      await settle(database);
      // Once for what PostgreSQL has to load; then the one that counts.
      await pull(database, size, 1);
      await settle(database);
      const { readMs, writeMs } = await pull(database, size, 2);
      yield figure(`${CHANGED} changed of ${size}: read, a listed row`, (readMs * 1000) / size, 'µs', { most: 12 });
      smallest ??= writeMs;
      yield figure(`${CHANGED} changed of ${size}: written`, writeMs, 'ms', { limit: smallest, most: 3 });
    } finally {
      await database.drop();
    }
  }
}

/** One pull, taken apart: the engine writes from the moment it is handed the end of a scope until it asks for more. */
async function pull({ worker, source }: BenchDatabase, size: number, version: number) {
  const spent = { readMs: 0, writeMs: 0 };
  const every = size / CHANGED;
  for (const kind of KINDS) {
    const start = performance.now();
    let apart = 0;
    const taken = function* (): Generator<Pulled> {
      const listed = pages(kind, size / 2, (n) => (n % every === 0 ? version : 0));
      for (;;) {
        // The provider's part is not the engine's.
        const asked = performance.now();
        const { done, value } = listed.next();
        const handed = performance.now();
        apart += handed - asked;
        if (done) return;
        yield value;
        if (value.type !== 'end') continue;
        spent.writeMs += performance.now() - handed;
        apart += performance.now() - handed;
      }
    };
    const result = await pullScript(worker, source, taken());
    const updated = result.outcomes.reduce((sum, one) => sum + one.updated, 0);
    if (result.state !== 'complete' || updated !== CHANGED / 2)
      throw new Error(`${kind}: ${updated} updated, ${result.error}`);
    spent.readMs += performance.now() - start - apart;
  }
  return spent;
}
