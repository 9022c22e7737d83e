import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../lab/start.ts';
import { openPool, type Pool } from '../../model/database.ts';
import { migrate } from '../../model/migrate.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { readCredentials } from '../../runtime/postgres/credentials.ts';
import { readPidFile } from '../../runtime/postgres/pid-file.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../runtime/postgres/start-embedded.ts';
import { countLive, expectSound, until } from './estate.ts';
import { type Gate, startGate } from './gate.ts';
import { type KeptWorker, keepWorker } from './kept-worker.ts';
import { addOutsideSources, outsideWorld } from './outside-estate.ts';
import { beginPulls, pictureOf, pullOnce, pullsEnded } from './pulls.ts';

/**
 * PostgreSQL may be restarted at any moment. What is staged is unlogged, and a crash empties it: a listing that goes on
 * over one would seem to hold its last page alone, and must not be taken for everything there is.
 */
let dataDir: string;
let postgres: EmbeddedPostgres;
let lab: Lab;
let gate: Gate;
let db: Pool;
let worker: KeptWorker;
let aws: string;
let cloudflare: string;
const known = { instances: 1010, target_groups: 3, record_sets: 4997 };

beforeAll(async () => {
  lab = await startLab({ world: outsideWorld });
  gate = await startGate(lab.port);
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-crash-')));
  // PostgreSQL does not run as root, and the user that it runs as must be able to enter.
  chmodSync(dataDir, 0o755);
  postgres = await startEmbedded({ dataDir });
  const { workerUrl } = await migrate({ ownerUrl: postgres.ownerUrl, masterKey: TEST_KEY });
  db = openPool(workerUrl, 4, 'test');
  expect((await db.query('SHOW fsync')).rows).toEqual([{ fsync: 'on' }]);
  ({ aws, cloudflare } = await addOutsideSources(db, gate.url));
  worker = await keepWorker(workerUrl);
});
afterAll(async () => {
  await worker?.kill();
  await db?.end();
  await postgres?.stop();
  await gate?.stop();
  await lab?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
beforeEach(() => lab.refill());

const server = () => readPidFile(readCredentials(dataDir)!.home);
const kill = (signal: NodeJS.Signals) => async () => {
  const { pid } = server()!;
  process.kill(pid, signal);
  await until('another server runs', async () => server()!.pid !== pid && server()!.ready);
};
/** One process of PostgreSQL that dies takes all connections and everything unlogged with it. */
const killBackend = async () => {
  const { rows } = await db.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name = 'switchyard worker' LIMIT 1`,
  );
  process.kill(rows[0]!.pid, 'SIGKILL');
  await until('the backend has gone', async () => {
    const { rows: left } = await db.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [rows[0]!.pid]);
    return left.length === 0;
  });
};
/** Until the worker, too, has noticed and has connected anew: what it asks on a connection that is gone breaks its pull off. */
const isBack = async (crashedAt: string) =>
  until('the worker is connected again', async () => {
    const { rows } = await db.query(
      `SELECT 1 FROM pg_stat_activity WHERE application_name = 'switchyard worker' AND backend_start > $1 AND query LIKE '%due_work%'`,
      [crashedAt],
    );
    return rows.length > 0;
  });
const crashed = async (crash: () => Promise<void>) => {
  const { rows } = await db.query<{ now: string }>('SELECT clock_timestamp() AS now');
  await crash();
  await isBack(rows[0]!.now);
};
const rowsOf = async (table: string) =>
  (await db.query<{ count: number }>(`SELECT count(*) FROM ${table}`)).rows[0]!.count;

/** What went and what is held, in all runs so far: nothing at any time in this file. */
const taken = async () =>
  (
    await db.query(
      'SELECT sum(gone)::int AS gone, sum(held)::int AS held, (SELECT count(*) FROM held_changes) AS holds FROM sync_runs',
    )
  ).rows[0];
const nothingTaken = { gone: 0, held: 0, holds: 0 };

/** The worker asks PostgreSQL nothing but what is due: else the crash would break the pull off itself. */
const isQuiet = async () => {
  const { rows } = await db.query(
    `SELECT 1 FROM pg_stat_activity
      WHERE application_name = 'switchyard worker' AND query NOT LIKE '%due_work%'
        AND (state <> 'idle' OR state_change > clock_timestamp() - interval '500 ms')`,
  );
  return rows.length === 0;
};

/** Begins a pull of AWS and stops it between the two pages of instances, with the first one in `table`. */
async function stopBetweenPages(table: string): Promise<void> {
  gate.close((text) => text.includes('Action=DescribeInstances&') && text.includes('NextToken='));
  await beginPulls(db, [aws]);
  await until(`the first page is in ${table}, and nothing else goes on`, async () => {
    const { rows } = await db.query(`SELECT kind, name FROM scopes WHERE lease_until > now()`);
    return (await rowsOf(table)) > 900 && rows.length === 1 && (await isQuiet());
  });
}

const crashes: [string, () => Promise<void>][] = [
  ['a server killed with kill -9', kill('SIGKILL')],
  ['a backend killed with kill -9', killBackend],
];

describe('a listing that goes on over the crash of', () => {
  // First the rows are new and staged; from then on they are known and only noted as seen.
  it.each(crashes.map(([what, crash], at) => [what, at === 0 ? 'stage_instances' : 'seen', crash] as const))(
    '%s, with its first page in %s, is not taken for whole, and is asked for again',
    async (_, table, crash) => {
      const before = await countLive(db);
      await stopBetweenPages(table);
      await crashed(crash);
      expect(await rowsOf(table)).toBe(0);
      gate.open();
      const [result] = await pullsEnded(db, [aws]);
      expect(result).toMatchObject({
        errorType: 'transient',
        error: expect.stringMatching(/^staging holds \d+ seen and \d+ staged rows where \d+ and \d+ went in$/),
        gone: 0,
        held: 0,
      });
      expect(result!.againIn).toBeLessThan(60);
      expect((await countLive(db)).instances).toBeGreaterThanOrEqual(before.instances!);

      const [again] = await pullOnce(db, [aws]);
      expect(again).toMatchObject({ state: 'complete', error: null, gone: 0, held: 0 });
      expect(await countLive(db)).toMatchObject({ instances: known.instances });
      expect(await taken()).toEqual(nothingTaken);
      await expectSound(db);
      expect(worker.deaths()).toBe(0);
    },
  );

  it('a server killed with kill -9, when all its rows were known, leaves every one of them', async () => {
    const before = await pictureOf(db);
    await stopBetweenPages('seen');
    await crashed(kill('SIGKILL'));
    gate.open();
    const [result] = await pullsEnded(db, [aws]);
    expect(result).toMatchObject({ errorType: 'transient', gone: 0, held: 0 });
    expect(await pictureOf(db)).toEqual(before);
    const [again] = await pullOnce(db, [aws]);
    expect(again).toMatchObject({ state: 'complete', error: null });
    expect(await pictureOf(db)).toEqual(before);
    expect(await taken()).toEqual(nothingTaken);
    expect(worker.deaths()).toBe(0);
  });
});

describe('a clean restart', () => {
  it('between two pages of a listing loses nothing, not even the listing', async () => {
    const before = await pictureOf(db);
    await stopBetweenPages('seen');
    await crashed(kill('SIGINT'));
    gate.open();
    const [result] = await pullsEnded(db, [aws]);
    expect(result).toMatchObject({ state: 'complete', error: null, gone: 0, held: 0 });
    expect(await pictureOf(db)).toEqual(before);
    expect(worker.deaths()).toBe(0);
  });
});

describe('a crash while everything is being read and written', () => {
  it('is survived by the worker, which finishes', async () => {
    await beginPulls(db, [aws, cloudflare]);
    await until('record sets are staged', async () => (await rowsOf('stage_record_sets')) > 0);
    await crashed(kill('SIGKILL'));
    // As a minute later, when the lease of what was under way has run out.
    await db.query(`UPDATE due_work SET lease_until = now() - interval '1 second' WHERE lease_until > now()`);
    await until('both sources were listed whole since', async () => {
      const { rows } = await db.query(
        `SELECT DISTINCT source_id FROM sync_runs WHERE state = 'complete' AND started_at > (SELECT pg_postmaster_start_time())`,
      );
      return rows.length === 2;
    });
    // A lease that was taken from a worker that lives makes one run more: it ends, too.
    await until('no run goes on', async () => {
      const { rows } = await db.query(`SELECT 1 FROM sync_runs WHERE state = 'running'`);
      return rows.length === 0;
    });
    expect(await countLive(db)).toMatchObject(known);
    expect(await taken()).toEqual(nothingTaken);
    await expectSound(db);
    expect(worker.deaths()).toBe(0);
  });
});
