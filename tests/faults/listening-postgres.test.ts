import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LabHosts, startLabHosts } from '../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../lab/testing/test-hosts.ts';
import { moveMachine } from '../../lab/world/machines.ts';
import { openPool, type Pool } from '../../model/database.ts';
import { migrate } from '../../model/migrate.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { readCredentials } from '../../runtime/postgres/credentials.ts';
import { readPidFile } from '../../runtime/postgres/pid-file.ts';
import { type EmbeddedPostgres, startEmbedded } from '../../runtime/postgres/start-embedded.ts';
import { until } from './estate.ts';
import { type KeptWorker, keepWorker } from './kept-worker.ts';
import { addSource, beginPulls, pullsEnded } from './pulls.ts';

/** PostgreSQL may end while somebody listens and measures: the worker goes on, and what happened meanwhile is learnt. */
let dataDir: string;
let postgres: EmbeddedPostgres;
let lab: LabHosts;
let db: Pool;
let worker: KeptWorker;
beforeAll(async () => {
  lab = await startLabHosts([hostOf('hv-1', 8)]);
  dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'switchyard-crash-')));
  // PostgreSQL does not run as root, and the user that it runs as must be able to enter.
  chmodSync(dataDir, 0o755);
  postgres = await startEmbedded({ dataDir });
  const { workerUrl } = await migrate({ ownerUrl: postgres.ownerUrl, masterKey: TEST_KEY });
  db = openPool(workerUrl, 4, 'test');
  worker = await keepWorker(workerUrl);
  const id = await addSource(db, 'room', 'libvirt', lab.source.settings);
  await beginPulls(db, [id]);
  await pullsEnded(db, [id]);
  await db.query(`UPDATE due_work SET every_seconds = 1, due_at = now() WHERE task = 'measure'`);
});
afterAll(async () => {
  await worker?.kill();
  await db?.end();
  await postgres?.stop();
  await lab?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const rowsOf = async (sql: string) => (await db.query(sql)).rows as Record<string, unknown>[];
const pause = (name: string) => moveMachine(lab.world, lab.host('hv-1'), lab.machine('hv-1', name), 'pause');
const isKnownToPause = (name: string) =>
  until(`${name} is known to pause`, async () => (await rowsOf(`SELECT state FROM virtual_machines WHERE name = '${name}'`))[0]?.['state'] === 'paused'); // prettier-ignore
const measuresAgain = async () => {
  const [{ now }] = (await rowsOf('SELECT clock_timestamp() AS now')) as [{ now: string }];
  await until('something is measured', async () => (await rowsOf(`SELECT 1 FROM virtual_machines_now n JOIN virtual_machines_samples s USING (id) WHERE s.at > '${now}'`)).length > 0); // prettier-ignore
};

it.each([
  ['SIGINT', 'hv-1-vm-1', 'hv-1-vm-2'],
  ['SIGKILL', 'hv-1-vm-3', 'hv-1-vm-5'],
] as const)(
  'a server that ends by %s is survived by who listens and who measures',
  async (signal, meanwhile, later) => {
    await measuresAgain();
    await until('one listens', async () => (await rowsOf(`SELECT 1 FROM sync_runs WHERE state = 'listening'`)).length === 1); // prettier-ignore
    const server = () => readPidFile(readCredentials(dataDir)!.home);
    const { pid } = server()!;
    process.kill(pid, signal);
    pause(meanwhile);
    await until('another server runs', async () => server()!.pid !== pid && server()!.ready);
    await isKnownToPause(meanwhile);
    pause(later);
    await isKnownToPause(later);
    await measuresAgain();
    expect(worker.deaths()).toBe(0);
  },
);
