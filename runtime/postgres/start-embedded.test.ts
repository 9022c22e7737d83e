import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repositoryRoot } from '../repository-root.ts';
import { StartError } from '../start-error.ts';
import { readCredentials } from './credentials.ts';
import { readPidFile } from './pid-file.ts';
import { isAlive, postgresProcessesOn, waitUntil } from './process-info.ts';
import { startEmbedded, type EmbeddedPostgres } from './start-embedded.ts';

let dataDir: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-embedded-')));
  // mkdtemp closes the folder to others; see the test of that case below.
  chmodSync(dataDir, 0o755);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of running.splice(0)) await server.stop();
  for (const pid of postgresProcessesOn(home())) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

const home = () => readCredentialsIfAny()?.home ?? join(dataDir, 'postgres');

function readCredentialsIfAny() {
  try {
    return readCredentials(dataDir);
  } catch {
    return undefined;
  }
}

async function start(options: { join?: boolean; onLine?: (line: string) => void } = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbedded({ dataDir, ...options });
  running.push(server);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the server and then does what its last lines say. */
async function startInChild(then: string): Promise<{ child: ChildProcess; url: string }> {
  const script = join(dataDir, 'child.mts');
  const module = join(repositoryRoot, 'runtime/postgres/start-embedded.ts');
  writeFileSync(
    script,
    `const { startEmbedded } = await import(${JSON.stringify(module)});
     const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
     console.log(server.ownerUrl);
     ${then}`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: repositoryRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.on('exit', () => reject(new Error(output)));
  });
  return { child, url };
}

const exited = (child: ChildProcess) => new Promise<void>((resolve) => child.on('exit', () => resolve()));

test('creates a cluster, keeps it over a restart, and keeps its passwords to itself', async () => {
  const first = await start();
  expect(first.ownerUrl).toMatch(/^postgresql:\/\/switchyard:.+@127\.0\.0\.1:\d+\/switchyard$/);
  await query(first.ownerUrl, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1); CREATE ROLE made_here');
  const [settings] = await query(
    first.ownerUrl,
    `SELECT current_setting('max_connections') AS connections, current_setting('shared_buffers') AS buffers,
            current_setting('max_wal_size') AS wal, current_setting('jit') AS jit,
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super`,
  );
  expect(settings).toEqual({ connections: '200', buffers: '256MB', wal: '4GB', jit: 'off', super: false });
  await running.pop()!.stop();
  expect(postgresProcessesOn(home())).toEqual([]);
  expect(statSync(join(dataDir, 'postgres.json')).mode & 0o777).toBe(0o600);
  const second = await start();
  expect(await query(second.ownerUrl, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
});

test('a second start on one folder is refused, and may join instead', async () => {
  const first = await start();
  await expect(startEmbedded({ dataDir })).rejects.toThrow(StartError);
  await expect(startEmbedded({ dataDir })).rejects.toThrow(`in use by another Switchyard (process ${process.pid})`);
  const joined = await start({ join: true });
  expect(joined).toMatchObject({ adopted: true, ownerUrl: first.ownerUrl });
  await joined.stop();
  expect(await query(first.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('two starts at the same moment: one wins, the other is told', async () => {
  const results = await Promise.allSettled([startEmbedded({ dataDir }), startEmbedded({ dataDir })]);
  for (const result of results) if (result.status === 'fulfilled') running.push(result.value);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('after kill -9 of the parent the leftover server is ended and committed rows are there', async () => {
  const { child, url } = await startInChild('setInterval(() => {}, 1000);');
  await query(url, 'CREATE TABLE kept AS SELECT generate_series(1, 50000) AS id');
  child.kill('SIGKILL');
  await exited(child);
  const leftover = readPidFile(home())!.pid;
  expect(isAlive(leftover)).toBe(true);
  const lines: string[] = [];
  const server = await start({ onLine: (line) => lines.push(line) });
  expect(lines).toContain('ended a PostgreSQL that an earlier run had left behind');
  expect(isAlive(leftover)).toBe(false);
  expect(await query(server.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 50000 }]);
});

test('after kill -9 of parent and postmaster a busy backend is ended and the server recovers', async () => {
  const { child, url } = await startInChild('setInterval(() => {}, 1000);');
  await query(url, 'CREATE TABLE kept AS SELECT generate_series(1, 50000) AS id');
  const busy = query(url, 'SELECT count(*) FROM generate_series(1, 100000000000)').catch(
    (error: Error) => error.message,
  );
  await waitUntil(() => false, 200);
  process.kill(child.pid!, 'SIGKILL');
  process.kill(readPidFile(home())!.pid, 'SIGKILL');
  await exited(child);
  const server = await start();
  expect(await busy).toMatch(/terminat/i);
  expect(await query(server.ownerUrl, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 50000 }]);
});

test.each([
  ['uncaught throw', 'setTimeout(() => { throw new Error("on purpose"); }, 50);'],
  ['process.exit', 'setTimeout(() => process.exit(3), 50);'],
])('the server ends with its parent: %s', async (_name, then) => {
  const { child } = await startInChild(then);
  const { pid } = readPidFile(home())!;
  await exited(child);
  expect(await waitUntil(() => !isAlive(pid), 30_000)).toBe(true);
});

test('a killed server is started again on the same port', async () => {
  const server = await start();
  await query(server.ownerUrl, 'CREATE TABLE kept AS SELECT 1 AS id');
  const { pid } = readPidFile(home())!;
  process.kill(pid, 'SIGKILL');
  expect(await waitUntil(() => readPidFile(home())?.pid !== pid && readPidFile(home())?.ready === true, 60_000)).toBe(
    true,
  );
  expect(await query(server.ownerUrl, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
});

test('a pid file of a reused number does not block', async () => {
  await (await start()).stop();
  running.pop();
  // The number of a living process that is no postgres, in the shape of the real file.
  writeFileSync(
    join(home(), 'postmaster.pid'),
    `${process.pid}\n${home()}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`,
  );
  const server = await start();
  expect(await query(server.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('an interrupted creation is begun anew', async () => {
  mkdirSync(join(dataDir, 'postgres.making'));
  writeFileSync(join(dataDir, 'postgres.making', 'half'), 'made');
  await start();
  expect(existsSync(join(dataDir, 'postgres.making'))).toBe(false);
});

test.each([
  ['a newer PostgreSQL', '19', /newer PostgreSQL 19/],
  ['an older PostgreSQL', '16', /older PostgreSQL 16/],
])('data of %s is refused in one line', async (_name, version, message) => {
  await (await start()).stop();
  running.pop();
  writeFileSync(join(home(), 'PG_VERSION'), `${version}\n`);
  const error = await startEmbedded({ dataDir }).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(StartError);
  expect((error as Error).message).toMatch(message);
  expect((error as Error).message).not.toContain('\n');
});

test('lost or damaged passwords, foreign files and a broken cluster are told, and nothing is overwritten', async () => {
  await (await start()).stop();
  running.pop();
  const note = join(dataDir, 'postgres.json');
  const kept = readFileSync(note, 'utf8');
  const inside = home();
  rmSync(note);
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/postgres\.json is missing/);
  writeFileSync(note, '{"home":1}');
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/Cannot read .*postgres\.json/);
  writeFileSync(note, kept);
  writeFileSync(join(inside, 'global', 'pg_control'), '');
  await expect(startEmbedded({ dataDir })).rejects.toThrow(StartError);
  rmSync(join(inside, 'PG_VERSION'));
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/PG_VERSION is missing/);
  expect(existsSync(join(inside, 'global', 'pg_control'))).toBe(true);
});

test('a data folder that is a file is one clear line', async () => {
  const file = join(dataDir, 'file');
  writeFileSync(file, '');
  await expect(startEmbedded({ dataDir: file })).rejects.toThrow(/cannot be written/);
  await expect(startEmbedded({ dataDir: join(file, 'below') })).rejects.toThrow(StartError);
});

test.runIf(process.getuid?.() === 0)(
  'root below a folder closed to others: the files go elsewhere, with a note',
  async () => {
    const closed = join(dataDir, 'closed');
    const inside = join(closed, 'data');
    mkdirSync(closed, { mode: 0o700 });
    const first = await startEmbedded({ dataDir: inside });
    running.push(first);
    await query(first.ownerUrl, 'CREATE TABLE kept AS SELECT 1 AS id');
    const { home: elsewhere } = readCredentials(inside)!;
    try {
      expect(elsewhere).toMatch(/^\/var\/lib\/switchyard\/data-[0-9a-f]{16}$/);
      expect(readFileSync(join(inside, 'where-the-database-is.txt'), 'utf8')).toContain(elsewhere);
      await running.pop()!.stop();

      const again = await startEmbedded({ dataDir: inside });
      running.push(again);
      expect(await query(again.ownerUrl, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
      await running.pop()!.stop();

      // Deleting the data folder starts anew; what it left elsewhere is moved aside.
      rmSync(inside, { recursive: true });
      const anew = await startEmbedded({ dataDir: inside });
      running.push(anew);
      expect(await query(anew.ownerUrl, `SELECT to_regclass('kept') AS kept`)).toEqual([{ kept: null }]);
      expect(existsSync(`${elsewhere}.old/PG_VERSION`)).toBe(true);
      await running.pop()!.stop();
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
      rmSync(`${elsewhere}.old`, { recursive: true, force: true });
    }
  },
);
