import { pullScript } from '../../sync/engine/scripted-system.ts';
import type { Pulled } from '../../sync/systems/system.ts';
import { type BenchDatabase, benchDatabase, pullEstate, settle, wholeEstate } from './database.ts';
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
      // Once for what PostgreSQL has to load; then those that count.
      await pull(database, size, 1, CHANGED);
      await settle(database);
      const unchanged = await pull(database, size, 1, 0);
      const changed = await pull(database, size, 2, CHANGED);
      // Counting what was listed belongs to reading it, though it comes at the end of a scope.
      const readMs = unchanged.pagesMs + unchanged.endsMs;
      const writeMs = changed.endsMs - unchanged.endsMs;
      yield figure(`${CHANGED} changed of ${size}: read, a listed row`, (readMs * 1000) / size, 'µs', { most: 12 });
      smallest ??= writeMs;
      yield figure(`${CHANGED} changed of ${size}: written`, writeMs, 'ms', { limit: smallest });
    } finally {
      await database.drop();
    }
  }
}

/** One pull, taken apart: what the engine does with pages, and what it does from the end of a scope until it asks for more. */
async function pull({ worker, source }: BenchDatabase, size: number, version: number, changed: number) {
  const every = size / CHANGED;
  const start = performance.now();
  let provider = 0;
  let endsMs = 0;
  const taken = function* (): Generator<Pulled> {
    const listed = wholeEstate(size / 2, (n) => (n % every === 0 ? version : 0));
    for (;;) {
      const asked = performance.now();
      const { done, value } = listed.next();
      const handed = performance.now();
      provider += handed - asked;
      if (done) return;
      yield value;
      if (value.type === 'end') endsMs += performance.now() - handed;
    }
  };
  const result = await pullScript(worker, source, taken());
  const updated = result.outcomes.reduce((sum, one) => sum + one.updated, 0);
  if (result.state !== 'complete' || updated !== changed) throw new Error(`${updated} updated, ${result.error}`);
  return { pagesMs: performance.now() - start - provider - endsMs, endsMs };
}
