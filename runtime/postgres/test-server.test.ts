import pg from 'pg';
import { expect, test } from 'vitest';
import { startTestPostgres } from './test-server.ts';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('gives databases to a login that is no superuser and may create roles', async () => {
  const server = await startTestPostgres();
  const database = await server.createDatabase();
  const [row] = await query(
    database.url,
    `SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, pg_get_userbyid(datdba) AS owner,
            current_setting('server_version_num')::int / 10000 AS major, current_setting('fsync') AS fsync,
            pg_encoding_to_char(encoding) AS encoding, datcollate
       FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
  );
  expect(row).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: true,
    rolcreatedb: true,
    owner: 'switchyard',
    major: 18,
    fsync: 'off',
    encoding: 'UTF8',
    datcollate: 'C.UTF-8',
  });
  await database.drop();
  expect(await query(server.adminUrl, `SELECT 1 FROM pg_database WHERE datname = '${database.name}'`)).toEqual([]);
});

test('starts at once share one server', async () => {
  const [a, b] = await Promise.all([startTestPostgres(), startTestPostgres()]);
  expect(a.adminUrl).toBe(b.adminUrl);
});

test('a template is built once for each version and older versions go', async () => {
  const server = await startTestPostgres();
  let built = 0;
  const build = async (url: string) => {
    built += 1;
    await query(url, `CREATE TABLE things (id int); INSERT INTO things VALUES (${built})`);
  };
  const run = String(Math.random());
  const [first, again] = await Promise.all([
    server.template('selftest', `${run}a`, build),
    server.template('selftest', `${run}a`, build),
  ]);
  expect(again).toBe(first);
  expect(built).toBe(1);
  const database = await server.createDatabase(first);
  expect(await query(database.url, 'SELECT id FROM things')).toEqual([{ id: 1 }]);
  await database.drop();
  const second = await server.template('selftest', `${run}b`, build);
  const left = await query(
    server.adminUrl,
    `SELECT datname FROM pg_database WHERE datname LIKE 'template\\_selftest%'`,
  );
  expect(left).toEqual([{ datname: second }]);
});
