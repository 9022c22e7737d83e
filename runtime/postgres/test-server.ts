import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { repositoryRoot } from '../repository-root.ts';
import { openDataFolder } from '../data-folder.ts';
import { openCluster } from './cluster.ts';
import { loginUrl, readCredentials, superuserUrl, type Credentials } from './credentials.ts';
import { lockWithin } from './folder-lock.ts';
import { endLeftovers } from './leftovers.ts';
import { readPidFile } from './pid-file.ts';
import { startPostmaster, stopPostmaster } from './postmaster.ts';
import { isAlive, isPostgresOn } from './process-info.ts';
import { provisionLogin, withClient } from './provision.ts';

export interface TestDatabase {
  /** Of the login `switchyard`: no superuser, owner of the database, may create roles. */
  url: string;
  name: string;
  /** Closes what is still connected. */
  drop(): Promise<void>;
}

export interface TestPostgres {
  /** The superuser, on the database `postgres`. */
  adminUrl: string;
  /** A new database, empty or a copy of a template. */
  createDatabase(template?: string): Promise<TestDatabase>;
  /**
   * The name of a template database that `build` has filled; built once per machine for each `version` of `label`
   * (say, a digest of the migrations). `build` must close its connections.
   */
  template(label: string, version: string, build: (url: string) => Promise<void>): Promise<string>;
}

const LOCK_PATIENCE_MS = 120_000;

/**
 * The PostgreSQL of the tests: one for the machine, kept under node_modules/.cache, started by the first that asks and
 * used by all processes and later runs. `npm test` ends it when nobody uses it any more.
 * @param options.fsync true for suites that kill the server; they get a server of their own kind
 */
export async function startTestPostgres(options: { fsync?: boolean } = {}): Promise<TestPostgres> {
  const fsync = options.fsync ?? false;
  const dataDir = openDataFolder(testServerFolder(fsync));
  const lock = await lockWithin(join(dataDir, 'postgres.lock'), LOCK_PATIENCE_MS);
  try {
    markUser(dataDir);
    const running = await findRunning(dataDir);
    const { credentials, port } = running ?? (await start(dataDir, fsync));
    if (!running) await dropAbandoned(superuserUrl(credentials, port));
    return testPostgres(credentials, port);
  } finally {
    lock.release();
  }
}

/** Ends the server unless a living process (other than this one) has asked for it. */
export async function stopTestPostgres(options: { fsync?: boolean } = {}): Promise<void> {
  const folder = testServerFolder(options.fsync ?? false);
  if (!existsSync(folder)) return;
  const dataDir = openDataFolder(folder);
  const lock = await lockWithin(join(dataDir, 'postgres.lock'), LOCK_PATIENCE_MS);
  try {
    if (users(dataDir).some((pid) => pid !== process.pid)) return;
    const running = await findRunning(dataDir);
    if (running) await stopPostmaster(running.pid);
  } finally {
    lock.release();
  }
}

function testServerFolder(fsync: boolean): string {
  return join(repositoryRoot, 'node_modules', '.cache', fsync ? 'switchyard-test-pg-fsync' : 'switchyard-test-pg');
}

async function findRunning(
  dataDir: string,
): Promise<{ credentials: Credentials; port: number; pid: number } | undefined> {
  const credentials = readCredentials(dataDir);
  const file = credentials && readPidFile(credentials.home);
  if (!credentials || !file?.ready || !isPostgresOn(file.pid, credentials.home)) return undefined;
  try {
    await withClient(superuserUrl(credentials, file.port), (client) => client.query('SELECT 1'));
    return { credentials, port: file.port, pid: file.pid };
  } catch {
    return undefined; // shutting down, or broken: `start` ends it
  }
}

async function start(dataDir: string, fsync: boolean): Promise<{ credentials: Credentials; port: number }> {
  const cluster = await openCluster(dataDir, () => {});
  await endLeftovers(cluster.home);
  const logTo = openSync(join(dataDir, 'postgres.log'), 'w');
  try {
    const durable = fsync ? 'on' : 'off';
    const { port } = await startPostmaster(cluster, {
      logTo,
      onLine: () => {},
      settings: {
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        max_connections: 300,
        shared_buffers: '256MB',
        max_wal_size: '4GB',
        jit: 'off',
        timezone: 'UTC',
        log_timezone: 'UTC',
        lc_messages: 'C',
        fsync: durable,
        full_page_writes: durable,
        synchronous_commit: durable,
      },
    });
    await provisionLogin(cluster.credentials, port);
    return { credentials: cluster.credentials, port };
  } finally {
    closeSync(logTo);
  }
}

function testPostgres(credentials: Credentials, port: number): TestPostgres {
  const adminUrl = superuserUrl(credentials, port);
  const owner = pg.escapeIdentifier(credentials.login);
  const quoted = pg.escapeIdentifier;
  const drop = (name: string) =>
    withClient(adminUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`));
  return {
    adminUrl,
    async createDatabase(template = 'template0') {
      // The number tells whose it was, should that process die before it drops it.
      const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
      await withClient(adminUrl, (client) =>
        client.query(`CREATE DATABASE ${quoted(name)} OWNER ${owner} TEMPLATE ${quoted(template)}`),
      );
      return {
        name,
        url: loginUrl(credentials, port, name),
        async drop() {
          await drop(name);
        },
      };
    },
    async template(label, version, build) {
      const prefix = `template_${label}_`;
      const name = prefix + createHash('sha256').update(version).digest('hex').slice(0, 16);
      const draft = `draft_${label}`;
      await withClient(adminUrl, async (client) => {
        await client.query('SELECT pg_advisory_lock(hashtext($1))', [prefix]);
        const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
        if (known.rowCount !== 0) return;
        await drop(draft);
        await client.query(`CREATE DATABASE ${quoted(draft)} OWNER ${owner} TEMPLATE template0`);
        await build(loginUrl(credentials, port, draft));
        await client.query(`ALTER DATABASE ${quoted(draft)} RENAME TO ${quoted(name)}`);
        const older = await client.query<{ datname: string }>(
          'SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datname <> $2',
          [prefix, name],
        );
        for (const { datname } of older.rows) await drop(datname);
      });
      return name;
    },
  };
}

async function dropAbandoned(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE datname ~ '^test_[0-9]+_'`,
    );
    for (const { datname } of found.rows) {
      if (!isAlive(Number(datname.split('_')[1])))
        await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  });
}

function markUser(dataDir: string): void {
  mkdirSync(join(dataDir, 'users'), { recursive: true });
  writeFileSync(join(dataDir, 'users', String(process.pid)), '');
}

function users(dataDir: string): number[] {
  mkdirSync(join(dataDir, 'users'), { recursive: true });
  const pids = readdirSync(join(dataDir, 'users')).map(Number);
  for (const pid of pids.filter((each) => !isAlive(each))) rmSync(join(dataDir, 'users', String(pid)), { force: true });
  return pids.filter(isAlive);
}
