import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../lab/start.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { freePort } from '../../runtime/free-port.ts';
import { allComplete, countLive, expectSound, forkWorker, until, type WorkerProcess } from './estate.ts';
import { type KeptWorker, keepWorker } from './kept-worker.ts';
import { addOutsideSources, outsideWorld } from './outside-estate.ts';
import { beginPulls } from './pulls.ts';

/** With REDIS_URL the queue lives in Redis, which holds no truth: emptied, killed or away, everything still finishes. */
const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'redis-server'))
  .find((path) => existsSync(path));
if (!program) console.log('redis-server was not found: the queue is tried on PostgreSQL alone');

let folder: string;
let port: number;
let url: string;
let redis: ChildProcess;
let lab: Lab;
let db: TestDatabase;
let ids: string[];
let worker: KeptWorker;
const others: WorkerProcess[] = [];

async function startRedis(): Promise<void> {
  const quiet = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', '--loglevel', 'warning'];
  redis = spawn(program!, ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...quiet], {
    stdio: 'ignore',
  });
  await until('Redis answers', async () => (await inRedis((client) => client.ping())) === 'PONG');
}
async function killRedis(): Promise<void> {
  const ended = new Promise((end) => redis.once('exit', end));
  redis.kill('SIGKILL');
  await ended;
}
async function inRedis<T>(ask: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    client.disconnect();
  }
}

describe.skipIf(!program)('with the queue in Redis', () => {
  beforeAll(async () => {
    lab = await startLab({ world: outsideWorld });
    folder = await mkdtemp(join(tmpdir(), 'switchyard-redis-'));
    port = await freePort();
    url = `redis://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await startRedis();
    lab.refill();
    db = await testDatabase();
    const sources = await addOutsideSources(db.worker, lab.url);
    ids = [sources.aws, sources.cloudflare];
    worker = await keepWorker(db.workerUrl, url);
  });
  afterEach(async () => {
    lab.faults.heal();
    await Promise.all([worker.kill(), ...others.splice(0).map((one) => one.kill())]);
    await db.drop();
    await killRedis();
  });

  const runs = async (state: string) =>
    (await db.worker.query<{ count: number }>('SELECT count(*) FROM sync_runs WHERE state = $1', [state])).rows[0]!
      .count;
  const finished = async () => {
    await until('every source is complete', allComplete(db.worker));
    await until('no run is left open', async () => (await runs('running')) === 0);
    expect(await countLive(db.worker)).toMatchObject({ instances: 1010, target_groups: 3, record_sets: 4997 });
    expect((await db.worker.query('SELECT error FROM sync_runs WHERE error IS NOT NULL')).rows).toEqual([]);
    expect((await db.worker.query('SELECT 1 FROM held_changes')).rows).toEqual([]);
    await expectSound(db.worker);
    expect(worker.deaths()).toBe(0);
  };

  it('wake-ups go through Redis, and not through PostgreSQL', async () => {
    await beginPulls(db.worker, ids);
    await finished();
    expect(await inRedis((client) => client.keys('bull:*'))).not.toEqual([]);
    expect((await db.worker.query(`SELECT to_regclass('bullmq.job') AS jobs`)).rows).toEqual([{ jobs: null }]);
  });

  it('everything finishes although it is emptied again and again', async () => {
    lab.faults.add({ service: 'all', what: { how: 'slow', ms: 50 } });
    await beginPulls(db.worker, ids);
    for (let times = 0; times < 5; times += 1) {
      await inRedis((client) => client.flushall());
      await until('something is under way', async () => (await runs('running')) + (await runs('complete')) > 0);
    }
    await finished();
  });

  it('everything finishes although Redis is killed in the middle, and stays away for a while', async () => {
    lab.faults.add({ service: 'all', what: { how: 'slow', ms: 100 } });
    await beginPulls(db.worker, ids);
    await until('both pulls are under way', async () => (await runs('running')) === 2);
    await killRedis();
    // What was begun needs no queue.
    await finished();
    await startRedis();
    await beginPulls(db.worker, ids);
    await until('both were pulled again', async () => (await runs('complete')) === 4);
    await finished();
  });

  it('everything finishes although Redis is killed with the work that it was told of', async () => {
    await killRedis();
    await beginPulls(db.worker, ids);
    await until('the pulls are due', async () => (await runs('running')) === 0);
    await startRedis();
    await finished();
  });

  it('two workers share the work, and take over from one that is killed', async () => {
    lab.faults.add({ service: 'all', what: { how: 'slow', ms: 100 } });
    others.push(await forkWorker(db.workerUrl, url));
    await beginPulls(db.worker, ids);
    await until('both pulls are under way', async () => (await runs('running')) === 2);
    await others.pop()!.kill();
    // As a minute later: its leases have run out, those of the other have not.
    await db.worker.query(
      `UPDATE due_work SET lease_until = now() - interval '1 second' WHERE lease_until > now() AND lease_by NOT LIKE '%:' || $1`,
      [worker.pid()],
    );
    await until('every source is complete', allComplete(db.worker));
    expect(await countLive(db.worker)).toMatchObject({ instances: 1010, target_groups: 3, record_sets: 4997 });
    expect((await db.worker.query('SELECT 1 FROM held_changes')).rows).toEqual([]);
    await expectSound(db.worker);
  });
});
