import { afterAll, beforeAll, expect, it } from 'vitest';
import { isSignedWith, type SignedHead } from '../../model/audit/signed-head.ts';
import { openPool } from '../../model/database.ts';
import { writeAudit } from '../../model/panel/audit.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from '../../model/test-database.ts';
import type { ClaimedWork } from '../due-work.ts';
import type { TaskTools } from '../task.ts';
import { hourly } from './hourly.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.drop());

const run = () => hourly.run({} as ClaimedWork, { pool: db.worker, masterKey: TEST_KEY } as TaskTools);
const heads = async () =>
  (await db.worker.query<SignedHead>('SELECT number, hash, at, signature FROM audit_heads ORDER BY number')).rows;

it('signs the head of the audit while it is sound, and says what is wrong when it is not', async () => {
  expect(await run()).toEqual({});
  expect(await heads()).toEqual([]);
  await writeAudit(db.worker, { action: 'first' });
  await writeAudit(db.worker, { action: 'second' });
  expect(await run()).toEqual({});
  expect(await run()).toEqual({});
  const [head, ...more] = await heads();
  expect(more).toEqual([]);
  expect(head).toMatchObject(
    (await db.worker.query('SELECT number, hash FROM audit WHERE number = 2')).rows[0] as object,
  );
  expect(isSignedWith(TEST_KEY, head!)).toBe(true);

  await writeAudit(db.worker, { action: 'third' });
  const owner = openPool(db.ownerUrl, 1, 'test owner');
  await owner.query(`UPDATE audit SET action = 'nothing' WHERE number = 3`);
  await owner.end();
  expect(await run()).toEqual({ error: expect.stringMatching(/^entry 3 was edited/) as string });
  expect(await heads()).toEqual([head]);
});
