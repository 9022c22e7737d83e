import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestPull } from '../model/panel/pulls.ts';
import { testDatabase, type TestDatabase } from '../model/test-database.ts';
import { runInContext } from '../runtime/context.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { openRun } from '../sync/engine/run-record.ts';
import { claim } from './due-work.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

it('what a plan asks for knows the plan and its request, and so does the run that comes of it', async () => {
  const sourceId = uuidv7();
  await db.worker.query(
    `INSERT INTO sources (id, name, system, health, mode, enabled, interval_seconds, settings) VALUES ($1, 'dns', 'powerdns', 'fresh', 'read', true, 60, '{}')`,
    [sourceId],
  );
  const planId = uuidv7();
  const asked = await runInContext({ requestId: 'r1', planId }, () => requestPull(db.worker, sourceId, []));
  expect(await claim(db.worker, asked!.requestId, 'test')).toMatchObject({ requestId: 'r1', planId });

  const runOf = async (trigger: 'refresh' | 'schedule', context: { requestId: string; planId?: string }) => {
    const id = uuidv7();
    await runInContext(context, () => openRun(db.worker, { id, sourceId, trigger, requestedBy: null }));
    const { rows } = await db.worker.query('SELECT request_id, plan_id FROM sync_runs WHERE id = $1', [id]);
    return rows[0];
  };
  expect(await runOf('refresh', { requestId: 'r1', planId })).toEqual({ request_id: 'r1', plan_id: planId });
  expect(await runOf('refresh', { requestId: 'r2' })).toEqual({ request_id: 'r2', plan_id: null });
});
