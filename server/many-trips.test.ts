import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, type Pool } from '../model/database.ts';
import { credentialHash } from '../model/panel/credentials.ts';
import { testDatabase, type TestDatabase } from '../model/test-database.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { inOneTrip, type SentRow, TripFailed, type TripStatement } from '../model/one-trip.ts';
import { openServerPool } from './pool.ts';

const CONNECTIONS = 3;
let db: TestDatabase;
let owner: Pool;
let pool: Pool;
/** By whom: the credential's hash, and the clusters that it sees; null: it is good for nothing. */
let readers: { hash: string; sees: string[] | null }[];

beforeAll(async () => {
  db = await testDatabase();
  owner = openPool(db.ownerUrl, 2, 'test owner');
  pool = openServerPool(db.webUrl, CONNECTIONS);
  const clusters = ['blue', 'green', 'red'].map((name) => ({ name, id: uuidv7() }));
  for (const { name, id } of clusters)
    await db.worker.query(
      `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, $2, 'UTC', 'test', '[]', false)`,
      [id, name],
    );
  const reader = async (sees: string[] | null, ids: string[] | null) => {
    const hash = credentialHash(uuidv7());
    if (sees)
      await db.worker.query(
        `INSERT INTO tokens (id, name, role, cluster_ids, token_hash) VALUES ($1, 'test', 'viewer', $2, $3)`,
        [uuidv7(), ids, hash],
      );
    return { hash, sees };
  };
  const of = (...names: string[]) => clusters.filter(({ name }) => names.includes(name)).map(({ id }) => id);
  readers = [
    await reader(['blue', 'green', 'red'], null),
    await reader(['red'], of('red')),
    await reader(['blue', 'green'], of('blue', 'green')),
    await reader([], []),
    await reader(null, null),
  ];
});
afterAll(async () => {
  await pool.end();
  await owner.end();
  await db.drop();
});

/** The same numbers in every run. */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

interface Expected {
  statement: TripStatement;
  /** Rows, or the code of the failure. */
  answer: SentRow[] | string;
}

const BEGIN: Expected = { statement: { name: 'begin', text: 'BEGIN READ ONLY' }, answer: [] };
const COMMIT: Expected = { statement: { name: 'commit', text: 'COMMIT' }, answer: [] };

function enter({ hash, sees }: (typeof readers)[number]): Expected {
  const statement = { name: 'enter', text: 'SELECT via FROM enter($1)', values: [hash] };
  return { statement, answer: sees ? [['token']] : [] };
}

/** One of many statements, most with a name that other trips use too, some wrong when they are parsed, bound or run. */
function anyOf(sees: string[] | null, random: (below: number) => number): Expected {
  const n = random(30);
  const value = random(1000);
  switch (random(20)) {
    case 0:
      return { statement: { name: `half${n}`, text: `SELECT ${n} / $1::int`, values: [0] }, answer: '22012' };
    case 1:
      return { statement: { name: `none${n}`, text: `SELECT * FROM none${n}` }, answer: '42P01' };
    case 2:
      return { statement: { name: `bound${n}`, text: `SELECT $1::int + ${n}`, values: ['a'] }, answer: '22P02' };
    case 3:
      return { statement: { text: `SELECT ${n}, $1::text`, values: [value] }, answer: [[`${n}`, `${value}`]] };
    case 4:
    case 5:
      return {
        statement: { name: 'clusters', text: 'SELECT name FROM clusters ORDER BY name' },
        answer: sees ? sees.map((name) => [name]) : '42501',
      };
    default:
      return {
        statement: { name: `sum${n}`, text: `SELECT ${n} + $1::int, repeat('x', ${n})`, values: [value] },
        answer: [[`${n + value}`, 'x'.repeat(n)]],
      };
  }
}

function someTrip(random: (below: number) => number): Expected[] {
  const reader = readers[random(readers.length)]!;
  const inner = Array.from({ length: random(25) }, () => anyOf(reader.sees, random));
  return [BEGIN, enter(reader), ...inner, COMMIT];
}

const LOST = /57P01|Connection terminated|not queryable|ECONNRESET|EPIPE/;
const codeOf = ({ cause }: TripFailed) => (cause as { code?: string }).code ?? cause.message;

/** Goes once, and holds what came against what was to come. True: the connection was lost. */
async function go(trip: Expected[]): Promise<boolean> {
  const client = await pool.connect().catch((error: Error) => expect(error.message).toMatch(LOST));
  if (!client) return true;
  const told = await inOneTrip(
    client,
    trip.map(({ statement }) => statement),
  ).catch((error: unknown) => error as TripFailed);
  if (!(told instanceof TripFailed)) {
    client.release();
    expect(told).toEqual(trip.map(({ answer }) => answer));
    return false;
  }
  const lost = LOST.test(codeOf(told));
  const failing = trip.findIndex(({ answer }) => typeof answer === 'string');
  const came = lost ? told.results.length : failing;
  expect(told.results).toEqual(trip.slice(0, came).map(({ answer }) => answer));
  if (!lost) expect(codeOf(told)).toBe(trip[failing]?.answer);
  await client.query('ROLLBACK').then(
    () => client.release(),
    (error: Error) => client.release(error),
  );
  return lost;
}

describe('many trips at once', () => {
  it.each([1, 2, 3])('of several readers, some failing, are each answered as if alone (%i)', async (seed) => {
    const random = numbers(seed);
    const lost = await Promise.all(Array.from({ length: 300 }, () => go(someTrip(random))));
    expect(lost).not.toContain(true);
  });

  it('end with the connection that is killed under them, and no other', async () => {
    const random = numbers(4);
    let going = true;
    let kills = 0;
    const killing = (async () => {
      while (going) {
        const { rowCount } = await db.web.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name = 'switchyard server' ORDER BY random() LIMIT 1`,
        );
        kills += rowCount ?? 0;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    })();
    const goOn = async () => {
      let lost = 0;
      for (let turn = 0; turn < 60; turn++) lost += Number(await go(someTrip(random)));
      return lost;
    };
    const lost = (await Promise.all(Array.from({ length: 6 }, goOn))).reduce((sum, one) => sum + one, 0);
    going = false;
    await killing;
    expect(kills).toBeGreaterThan(3);
    expect(lost).toBeLessThanOrEqual(kills);
    for (let turn = 0; turn < CONNECTIONS; turn++) await go([BEGIN, enter(readers[0]!), COMMIT]).catch(() => undefined);
    expect(await Promise.all(Array.from({ length: 50 }, () => go(someTrip(random))))).not.toContain(true);
  });
});

it('goes on after a name that a trip before it, sent and not answered yet, failed to give', async () => {
  const client = await pool.connect();
  const good: TripStatement = { name: 'pipelined', text: 'SELECT 1' };
  const wrong: TripStatement = { name: 'wrong', text: 'SELECT 1 / 0' };
  const told = await Promise.allSettled([
    inOneTrip(client, [wrong, good]),
    inOneTrip(client, [good]),
    inOneTrip(client, [good, wrong]),
    inOneTrip(client, [good, good]),
  ]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled']);
  expect(await inOneTrip(client, [good])).toEqual([[['1']]]);
  client.release();
});

it('takes thousands of statements, with more rows than fit into one message', async () => {
  const client = await pool.connect();
  const many = Array.from({ length: 3000 }, (_, n) => ({
    name: `row${n % 500}`,
    text: `SELECT $1::int + g, repeat('y', 100) FROM generate_series(1, 20) g`,
    values: [n],
  }));
  for (let turn = 0; turn < 2; turn++) {
    const results = await inOneTrip(client, many);
    expect(results.map((rows) => rows.length)).toEqual(many.map(() => 20));
    expect(results[2999]![19]![0]).toBe('3019');
  }
  client.release();
});

it('gives names anew that a connection has lost, or whose tables have changed', async () => {
  await owner.query(
    `CREATE TABLE changing (v integer); INSERT INTO changing VALUES (7); GRANT SELECT ON changing TO PUBLIC`,
  );
  const client = await pool.connect();
  const trip = () =>
    inOneTrip(client, [
      { name: 'changing', text: 'SELECT v FROM changing' },
      { name: 'other', text: 'SELECT 1' },
    ]);
  const failed = (error: unknown) => codeOf(error as TripFailed);
  expect(await trip()).toEqual([[['7']], [['1']]]);
  await owner.query('ALTER TABLE changing ALTER v TYPE text');
  expect(await trip().catch(failed)).toBe('0A000');
  expect(await trip()).toEqual([[['7']], [['1']]]);
  await client.query('DEALLOCATE ALL');
  expect(await trip().catch(failed)).toBe('26000');
  expect(await trip()).toEqual([[['7']], [['1']]]);
  client.release();
});
