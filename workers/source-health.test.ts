import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, type TestDatabase } from '../model/test-database.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { makeSource } from '../sync/engine/scripted-system.ts';
import { refreshSourceHealth } from './source-health.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

it.each([
  [['schedule partial'], 'partial'],
  [['schedule failed'], 'failing'],
  [['schedule failed', 'refresh complete'], 'failing'],
  [['schedule partial', 'refresh complete', 'event failed'], 'partial'],
  [['schedule complete', 'refresh failed', 'refresh lost'], 'fresh'],
  [['schedule failed', 'person complete'], 'fresh'],
])('after %j a source is %s', async (runs, health) => {
  const { id } = await makeSource(db.worker, uuidv7());
  await db.worker.query('UPDATE sources SET last_complete_at = now() WHERE id = $1', [id]);
  for (const run of runs) {
    const [trigger, state] = run.split(' ');
    await db.worker.query(
      `INSERT INTO sync_runs (id, source_id, state, trigger, started_at, finished_at, complete, incomplete, listed, created, updated, gone, held, malformed, scopes)
       VALUES ($1, $2, $3, $4, clock_timestamp(), now(), 0, 0, 0, 0, 0, 0, 0, 0, '[]')`,
      [uuidv7(), id, state, trigger],
    );
  }
  await refreshSourceHealth(db.worker, id);
  expect((await db.worker.query('SELECT health FROM sources WHERE id = $1', [id])).rows).toEqual([{ health }]);
});
