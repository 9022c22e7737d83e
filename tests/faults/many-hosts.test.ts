import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LabHosts, startLabHosts } from '../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../lab/testing/test-hosts.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { allComplete, countLive, expectSound, forkWorker, until, type WorkerProcess } from './estate.ts';
import { addSource, beginPulls, openHolds } from './pulls.ts';

/** A pull of many hosts is many scopes, some of them done when its worker is killed, some begun, most not. */
const HOSTS = 60;
const KINDS = 5;

let db: TestDatabase;
let lab: LabHosts;
let worker: WorkerProcess;
let id: string;
beforeAll(async () => {
  db = await testDatabase();
  lab = await startLabHosts(Array.from({ length: HOSTS }, (_, at) => hostOf(`hv-${at + 1}`, 2)));
  worker = await forkWorker(db.workerUrl);
  id = await addSource(db.worker, 'room', 'libvirt', lab.source.settings);
});
afterAll(async () => {
  await worker?.kill();
  await lab?.stop();
  await db?.drop();
});

const count = async (sql: string) => (await db.worker.query<{ count: number }>(`SELECT count(*) FROM ${sql}`)).rows[0]!.count; // prettier-ignore
const listed = () => count('scopes WHERE listed_at IS NOT NULL');

it('killed in the middle, and again while another one goes on, it is finished by a third: every host once, and nothing held', async () => {
  await beginPulls(db.worker, [id]);
  for (const part of [0.2, 0.5]) {
    await until(`${part} of it is listed`, async () => (await listed()) > part * HOSTS * KINDS);
    await worker.kill();
    expect(await count('sources WHERE last_complete_at IS NOT NULL')).toBe(0);
    await db.worker.query(`UPDATE due_work SET lease_until = now() - interval '1 second' WHERE lease_until > now()`);
    worker = await forkWorker(db.workerUrl);
  }
  await until('it is complete', allComplete(db.worker));
  expect(await countLive(db.worker)).toMatchObject({ hosts: HOSTS, virtual_machines: 2 * HOSTS, volumes: 2 * HOSTS });
  expect(await listed()).toBe(HOSTS * KINDS);
  await until('no run is left open', async () => (await count(`sync_runs WHERE state = 'running'`)) === 0);
  expect(await count('scopes WHERE lease_run IS NOT NULL OR last_error IS NOT NULL')).toBe(0);
  expect(await openHolds(db.worker)).toEqual([]);
  await expectSound(db.worker);
});
