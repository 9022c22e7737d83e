import { afterAll, beforeAll, expect, it } from 'vitest';
import { allOrNone } from './all-or-none.ts';
import { openPool, type Pool } from './database.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

let db: TestDatabase;
/** One connection: what is wrong with it shows in what follows. */
let pool: Pool;
beforeAll(async () => {
  db = await testDatabase();
  pool = openPool(db.workerUrl, 1, 'test one');
});
afterAll(async () => {
  await pool.end();
  await db.drop();
});

const failure = (who: string) => ({ text: 'INSERT INTO sign_in_failures (who) VALUES ($1)', values: [who] });
const written = async () =>
  (await pool.query<{ who: string }>('SELECT who FROM sign_in_failures ORDER BY who')).rows.map(({ who }) => who);

it('writes all, or none with what PostgreSQL says of the one that it refuses', async () => {
  await allOrNone(pool, [failure('a'), failure('b')]);
  const refused = allOrNone(pool, [failure('c'), { text: 'SELECT 1 / 0' }, failure('d')]);
  await expect(refused).rejects.toMatchObject({ code: '22012', message: 'division by zero' });
  expect(await written()).toEqual(['a', 'b']);
});

it('a connection that is lost is not used again', async () => {
  const ends = allOrNone(pool, [failure('e'), { text: 'SELECT pg_terminate_backend(pg_backend_pid())' }]);
  await expect(ends).rejects.toMatchObject({ code: '57P01' });
  expect(await written()).toEqual(['a', 'b']);
});
