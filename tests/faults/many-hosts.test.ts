import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LabHosts, startLabHosts } from '../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../lab/testing/test-hosts.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { allComplete, countLive, expectSound, forkWorker, until, type WorkerProcess } from './estate.ts';
import { addSource, beginPulls, openHolds } from './pulls.ts';

/** A pull of many hosts is many scopes, some of them done when its worker is killed or stalls, some begun, most not. */
const HOSTS = 40;
const KINDS = 5;

let db: TestDatabase;
let lab: LabHosts;
let workers: WorkerProcess[];
let id: string;
beforeEach(async () => {
  db = await testDatabase();
  lab = await startLabHosts(Array.from({ length: HOSTS }, (_, at) => hostOf(`hv-${at + 1}`, 2)));
  workers = [await forkWorker(db.workerUrl)];
  id = await addSource(db.worker, 'room', 'libvirt', lab.source.settings);
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await lab?.stop();
  await db?.drop();
});

const count = async (sql: string) => (await db.worker.query<{ count: number }>(`SELECT count(*) FROM ${sql}`)).rows[0]!.count; // prettier-ignore
const listed = () => count('scopes WHERE listed_at IS NOT NULL');

const isListed = (part: number) =>
  until(`${part} of it is listed`, async () => (await listed()) > part * HOSTS * KINDS);
const letLeasesRunOut = () =>
  db.worker.query(`UPDATE due_work SET lease_until = now() - interval '1 second' WHERE lease_until > now()`);
async function expectEverythingOnce() {
  // The source counts as seen while single scopes are still listed by whoever asked for them beside it.
  await until('every scope is listed', async () => (await listed()) === HOSTS * KINDS, 240_000);
  await until('the source is complete', allComplete(db.worker));
  expect(await countLive(db.worker)).toMatchObject({ hosts: HOSTS, virtual_machines: 2 * HOSTS, volumes: 2 * HOSTS });
  await until('no run is left open', async () => (await count(`sync_runs WHERE state = 'running'`)) === 0);
  expect(await count('scopes WHERE lease_run IS NOT NULL OR last_error IS NOT NULL')).toBe(0);
  expect(await openHolds(db.worker)).toEqual([]);
  await expectSound(db.worker);
}

it('killed in the middle, and again while another one goes on, it is finished by a third: every host once, and nothing held', async () => {
  await beginPulls(db.worker, [id]);
  for (const part of [0.2, 0.5]) {
    await isListed(part);
    await workers.pop()!.kill();
    expect(await count('sources WHERE last_complete_at IS NOT NULL')).toBe(0);
    await letLeasesRunOut();
    workers.push(await forkWorker(db.workerUrl));
  }
  await expectEverythingOnce();
});

it('stalled until its lease ran out, it goes on beside who took it over, and neither harms the other', async () => {
  await beginPulls(db.worker, [id]);
  await isListed(0.2);
  const [stalled] = workers;
  const run = (await db.worker.query<{ id: string }>(`SELECT id FROM sync_runs WHERE state = 'running' AND trigger <> 'refresh'`)).rows[0]!; // prettier-ignore
  // In a transaction more likely than not: its locks are in everybody's way until PostgreSQL ends it.
  stalled!.stall();
  await letLeasesRunOut();
  workers.push(await forkWorker(db.workerUrl));
  await isListed(0.5);
  stalled!.goOn();
  await expectEverythingOnce();
  expect(await count(`sync_runs WHERE id = '${run.id}' AND state IN ('lost', 'failed', 'partial')`)).toBe(1);
});
