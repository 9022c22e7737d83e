import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../lab/start.ts';
import { labCommand } from '../../lab/control-client.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import {
  addDemoSources,
  allComplete,
  countLive,
  expectSound,
  forkWorker,
  until,
  type WorkerProcess,
} from './estate.ts';

/** A worker may die, stall or be doubled at any moment: nothing is lost, nothing goes by mistake. */
let lab: Lab;
let db: TestDatabase;
let workers: WorkerProcess[] = [];
let ids: Record<string, string>;

beforeAll(async () => {
  lab = await startLab({ port: 0 });
});
afterAll(() => lab.stop());
beforeEach(async () => {
  await labCommand(lab.url, ['heal']);
  db = await testDatabase();
  ids = await addDemoSources(db.worker, lab.url);
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  workers = [];
  await db.drop();
});

const start = async () => {
  const worker = await forkWorker(db.workerUrl);
  workers.push(worker);
  return worker;
};
/** What a killed worker held is free again at once, as if its lease had run out. */
const letLeasesRunOut = () =>
  db.worker.query(`WITH d AS (UPDATE due_work SET lease_until = now() - interval '1 second' WHERE lease_until > now())
                   UPDATE scopes SET lease_until = now() - interval '1 second' WHERE lease_until > now()`);
const pullAgain = () => db.worker.query(`UPDATE due_work SET due_at = now(), lease_until = NULL WHERE task = 'pull'`);
const runs = async (state: string) =>
  (await db.worker.query<{ count: number }>('SELECT count(*) FROM sync_runs WHERE state = $1', [state])).rows[0]!.count;

describe('a worker killed with kill -9', () => {
  it.each([30, 120, 300, 600, 1000])('%i ms after it began loses nothing, and another one finishes', async (ms) => {
    await labCommand(lab.url, ['fail', 'all', 'slow', '40']).catch(() => undefined);
    const first = await start();
    await sleep(ms);
    await first.kill();
    workers = [];
    await letLeasesRunOut();
    await start();
    await until('every source is complete', allComplete(db.worker));
    await expectSound(db.worker);
    const counts = await countLive(db.worker);
    expect(counts.instances).toBeGreaterThan(50);
    expect(counts.record_sets).toBeGreaterThan(200);
    await until('no run is left open', async () => (await runs('running')) === 0);
    await until('every source says when it is pulled next', async () => {
      const { rows } = await db.worker.query(
        'SELECT name FROM sources WHERE next_pull_at IS NULL OR next_pull_at < now()',
      );
      return rows.length === 0;
    });
    const held = await db.worker.query('SELECT * FROM held_changes');
    expect(held.rows).toEqual([]);
  });
});

describe('due work', () => {
  it('finishes although the queue was emptied', async () => {
    await start();
    const emptying = (async () => {
      for (let times = 0; times < 5; times += 1) {
        await sleep(50);
        await db.worker.query(`DELETE FROM bullmq.job`).catch(() => undefined);
      }
    })();
    await until('every source is complete', allComplete(db.worker));
    await emptying;
    await expectSound(db.worker);
  });

  it('is done once by two workers', async () => {
    await Promise.all([start(), start()]);
    await until('every source is complete', allComplete(db.worker));
    const before = await countLive(db.worker);
    await pullAgain();
    const done = (await runs('complete')) + Object.keys(ids).length;
    await until('everything was pulled again', async () => (await runs('complete')) >= done);
    expect(await countLive(db.worker)).toEqual(before);
    await expectSound(db.worker);
    const { rows } = await db.worker.query(`SELECT error FROM sync_runs WHERE error IS NOT NULL`);
    expect(rows).toEqual([]);
  });

  it('is taken over when its worker stalls', async () => {
    await labCommand(lab.url, ['fail', 'cloudflare', 'hang']);
    const stalled = await start();
    await until('a pull has begun', async () => (await runs('running')) > 0);
    await stalled.kill();
    workers = [];
    await labCommand(lab.url, ['heal']);
    await letLeasesRunOut();
    await start();
    await until('every source is complete', allComplete(db.worker));
    await until('the stalled run is told as lost', async () => (await runs('lost')) > 0);
  });
});

describe('a source', () => {
  it('that is deleted during its run leaves nothing behind', async () => {
    await labCommand(lab.url, ['fail', 'cloudflare', 'slow', '100']);
    await start();
    const id = Object.entries(ids).find(([name]) => name.includes('cloudflare'))![1];
    await until('its pull has begun', async () => {
      const { rows } = await db.worker.query(`SELECT 1 FROM sync_runs WHERE source_id = $1`, [id]);
      return rows.length > 0;
    });
    await db.worker.query('UPDATE sources SET removed_at = now() WHERE id = $1', [id]);
    await db.worker.query(
      `INSERT INTO due_work (id, task, subject_id, due_at) VALUES (gen_random_uuid(), 'remove-source', $1, now())`,
      [id],
    );
    await until('it is removed', async () => {
      const { rows } = await db.worker.query(
        `SELECT 1 FROM due_work WHERE task = 'remove-source' AND done_at IS NOT NULL`,
      );
      return rows.length > 0;
    });
    await until('its run has ended', async () => {
      const { rows } = await db.worker.query(`SELECT 1 FROM sync_runs WHERE source_id = $1 AND state = 'running'`, [
        id,
      ]);
      return rows.length === 0;
    });
    const live = await db.worker.query('SELECT 1 FROM record_sets WHERE source_id = $1 AND gone_at IS NULL', [id]);
    expect(live.rows).toEqual([]);
    const secrets = await db.worker.query('SELECT 1 FROM sealed_values WHERE owner_id = $1', [id]);
    expect(secrets.rows).toEqual([]);
    await expectSound(db.worker);
  });
});
