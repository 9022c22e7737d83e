import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, openPool, type Pool } from './database.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';
import { inOneTrip, TripFailed } from './one-trip.ts';

let db: TestDatabase;
let pool: Pool;
let client: Client;
beforeAll(async () => {
  db = await testDatabase();
  pool = openPool(db.webUrl, 2, 'test web');
  client = await pool.connect();
});
afterAll(async () => {
  client.release();
  await pool.end();
  await db.drop();
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error as TripFailed,
  );

describe('one trip', () => {
  it('hands back the rows of each statement, as sent', async () => {
    const results = await inOneTrip(client, [
      { name: 'begin', text: 'BEGIN READ ONLY' },
      { text: 'SELECT n, NULL, n > 1 FROM generate_series(1, 2) n' },
      { text: 'SELECT 1 WHERE false' },
      { name: 'commit', text: 'COMMIT' },
    ]);
    expect(results).toEqual([
      [],
      [
        ['1', null, 'f'],
        ['2', null, 't'],
      ],
      [],
      [],
    ]);
  });

  it('binds values of every kind', async () => {
    const values = ['a "b" \\ \' ; DROP', 7, true, null, ['x,y', '{"z"}', null, ''], []];
    const text = 'SELECT $1::text, $2::int, $3::bool, $4::text, to_json($5::text[]), $6::uuid[]';
    const [[row]] = (await inOneTrip(client, [{ text, values }])) as [string[][]];
    expect(row).toEqual(['a "b" \\ \' ; DROP', '7', 't', null, '["x,y","{\\"z\\"}",null,""]', '{}']);
  });

  it('ends with the first failure, tells what came before, and the connection goes on', async () => {
    const statements = (divisor: number) => [
      { name: 'begin', text: 'BEGIN READ ONLY' },
      { name: 'before', text: `SELECT 'before'` },
      { name: 'divide', text: 'SELECT 1 / $1::int', values: [divisor] },
      { name: 'after', text: `SELECT 'after'` },
      { name: 'commit', text: 'COMMIT' },
    ];
    for (let turn = 0; turn < 3; turn++) {
      const error = await failure(inOneTrip(client, statements(0)));
      expect(error).toBeInstanceOf(TripFailed);
      expect(error!.cause).toMatchObject({ code: '22012' });
      expect(error!.results).toEqual([[], [['before']]]);
      await client.query('ROLLBACK');
      expect((await inOneTrip(client, statements(1)))[3]).toEqual([['after']]);
    }
  });

  it('gives a name that was wrong another text', async () => {
    expect((await failure(inOneTrip(client, [{ name: 'wrong', text: 'SELEC 1' }])))!.cause).toMatchObject({
      code: '42601',
    });
    expect(await inOneTrip(client, [{ name: 'wrong', text: 'SELECT 1' }])).toEqual([[['1']]]);
  });

  it('takes its turn among other statements', async () => {
    const answers = await Promise.all([
      client.query<{ n: number }>('SELECT 1 AS n'),
      inOneTrip(client, [{ text: 'SELECT 2' }, { text: 'SELECT 3' }]),
      client.query<{ n: number }>({ name: 'four', text: 'SELECT $1::int AS n', values: [4] }),
    ]);
    expect([answers[0].rows[0]!.n, answers[1].flat(2), answers[2].rows[0]!.n]).toEqual([1, ['2', '3'], 4]);
  });

  it('fails when the connection is lost', async () => {
    const lost = await pool.connect();
    lost.on('error', () => undefined);
    const { rows } = await lost.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const waiting = failure(inOneTrip(lost, [{ text: 'SELECT pg_sleep(60)' }]));
    await client.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    expect(await waiting).toBeInstanceOf(TripFailed);
    expect(await failure(inOneTrip(lost, [{ text: 'SELECT 1' }]))).toBeInstanceOf(TripFailed);
    lost.release(true);
  });
});
