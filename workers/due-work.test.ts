import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestWork } from '../model/work/due-work.ts';
import { testDatabase, type TestDatabase } from '../model/test-database.ts';
import { claim, findLost, finish } from './due-work.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const begun = async () => {
  const { id } = await requestWork(db.worker, { task: 'hourly' });
  return (await claim(db.worker, id, 'here'))!;
};

it('work that is called off, done, or another worker’s is no longer ours; the rest is', async () => {
  const [ours, calledOff, done, taken] = [await begun(), await begun(), await begun(), await begun()];
  const all = [ours, calledOff, done, taken];
  expect(await findLost(db.worker, all)).toEqual([]);
  await db.worker.query('DELETE FROM due_work WHERE id = $1', [calledOff.id]);
  await finish(db.worker, done, {});
  await db.worker.query(`UPDATE due_work SET lease_until = now() - interval '1 second' WHERE id = $1`, [taken.id]);
  const again = (await claim(db.worker, taken.id, 'there'))!;
  expect((await findLost(db.worker, all)).toSorted()).toEqual([calledOff.id, done.id, taken.id].toSorted());
  expect(await findLost(db.worker, [ours, again])).toEqual([]);
});
