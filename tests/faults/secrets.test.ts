import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { selfSignedCertificate } from '../../lab/certificate.ts';
import { type Libvirtd, startLibvirtd } from '../../lab/libvirtd.ts';
import { type ReplicaSet, startReplicaSet } from '../../lab/postgres/replica-set.ts';
import { type Sshd, startSshd } from '../../lab/sshd.ts';
import { type LabHosts, startLabHosts } from '../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../lab/testing/test-hosts.ts';
import { moveMachine } from '../../lab/world/machines.ts';
import type { SystemName } from '../../contract/systems/all.ts';
import { openPool, type Pool } from '../../model/database.ts';
import { testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { requestWork } from '../../model/work/due-work.ts';
import { startTestPostgres } from '../../runtime/postgres/test-server.ts';
import { startTlsFront, type TlsFront } from '../../sync/systems/conformance/tls-front.ts';
import { dumpOf, found } from './canaries.ts';
import { forkWorker, until, type WorkerProcess } from './estate.ts';
import { addSource, pullOnce } from './pulls.ts';

/** What the outside systems were given to be known by is nowhere but in its sealed place, whatever goes well or wrong with them. */
const [ours, server, stranger] = Array.from({ length: 3 }, () => selfSignedCertificate());
const brokenKey = `-----BEGIN PRIVATE KEY-----\ncanary-of-a-key-that-is-none-4711\n-----END PRIVATE KEY-----\n`;
const strangersSshKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const wrongPassword = 'canary-of-a-wrong-password-4711';

let db: TestDatabase;
let superuser: Pool;
let lab: LabHosts;
let front: TlsFront;
let set: ReplicaSet;
let libvirtd: Libvirtd | undefined;
let sshd: Sshd | undefined;
let worker: WorkerProcess;
let said = '';
beforeAll(async () => {
  [db, lab, set] = await Promise.all([
    testDatabase(),
    startLabHosts([hostOf('hv-1', 4)]),
    startReplicaSet({ replicas: 0, databases: ['shop'] }),
  ]);
  // The queue's tables are the worker's own: only the superuser sees everything.
  const everything = new URL((await startTestPostgres()).adminUrl);
  everything.pathname = new URL(db.ownerUrl).pathname;
  superuser = openPool(everything.href, 2, 'test dump');
  front = await startTlsFront(lab.hypervisors.at('hv-1').port, server!, ours!);
  libvirtd = await startLibvirtd();
  sshd = await startSshd();
  worker = await forkWorker(db.workerUrl, undefined, (words) => (said += words));
});
afterAll(async () => {
  await worker?.kill();
  await sshd?.stop();
  await libvirtd?.stop();
  await front?.stop();
  await set?.stop();
  await lab?.stop();
  await superuser?.end();
  await db?.drop();
});

/** By way of ssh where it is installed; where it is not, to a port that refuses. */
const sshUri = () =>
  `test+ssh://${sshd?.user ?? 'nobody'}@127.0.0.1:${sshd?.port ?? 1}/default?socket=${libvirtd?.socketPath ?? '/run/none'}`;
const hosts = (clientKey: string, sshKey: string) => ({
  hosts: [`qemu+tls://127.0.0.1:${front.port}/system`, sshUri()],
  caCertificate: server!.cert,
  clientCertificate: ours!.cert,
  clientKey,
  sshKey,
  sshHostKeys: sshd ? [`[127.0.0.1]:${sshd.port} ${sshd.hostKey.trim()}`] : [],
});
const databases = (password: string) => ({
  servers: set.servers(),
  user: set.reader.user,
  password,
  encryption: 'none',
});

const rowsOf = async (sql: string) => (await db.worker.query(sql)).rows as Record<string, unknown>[];
async function everythingDone(ids: string[]) {
  const results = await pullOnce(db.worker, ids);
  const checks = await Promise.all(ids.map((subjectId) => requestWork(db.worker, { task: 'check', subjectId })));
  const open = `SELECT 1 FROM due_work WHERE done_at IS NULL AND id IN (${checks.map(({ id }) => `'${id}'`).join()})`;
  await until('the checks are done', async () => (await rowsOf(open)).length === 0);
  await db.worker.query(
    `UPDATE due_work SET due_at = now(), params = jsonb_build_object('before', fence) WHERE task = 'measure'`,
  );
  const unmeasured = `SELECT 1 FROM due_work WHERE task = 'measure' AND fence <= (params ->> 'before')::int + 1 AND (fence = (params ->> 'before')::int OR lease_by IS NOT NULL)`;
  await until('all are measured', async () => (await rowsOf(unmeasured)).length === 0);
  return results;
}

it('secrets of hosts and of database servers are in no word of the worker and in no row', async () => {
  const add = (name: string, system: SystemName, settings: Record<string, unknown>) => addSource(db.worker, name, system, { group: name, ...settings }); // prettier-ignore
  const sshKey = sshd?.privateKey ?? strangersSshKey;
  const good = [
    await add('room', 'libvirt', hosts(ours!.key, sshKey)),
    await add('databases', 'postgres', databases(set.reader.password)),
  ];
  const bad = [
    await add('no-key', 'libvirt', hosts(brokenKey, brokenKey)),
    await add('others-keys', 'libvirt', hosts(stranger!.key, strangersSshKey)),
    await add('wrong-password', 'postgres', databases(wrongPassword)),
  ];
  const secrets = [ours!.key, stranger!.key, brokenKey, sshKey, strangersSshKey, set.reader.password, wrongPassword];

  const worked = await everythingDone([...good, ...bad]);
  if (sshd && libvirtd) expect(worked.slice(0, 2).map(({ state }) => state)).toEqual(['complete', 'complete']);
  expect(worked.slice(2).map(({ state, scopes }) => [state, scopes.every(({ error }) => error !== null)])).toEqual(bad.map(() => ['failed', true])); // prettier-ignore
  const machine = lab.machine('hv-1', 'hv-1-vm-1');
  moveMachine(lab.world, lab.host('hv-1'), machine, 'pause');
  await until('a machine is heard to pause', async () => (await rowsOf(`SELECT 1 FROM virtual_machines WHERE name = 'hv-1-vm-1' AND state = 'paused'`)).length === 1); // prettier-ignore

  await set.stop();
  await front.stop();
  await sshd?.stop();
  const failed = await everythingDone([...good, ...bad]);
  expect(failed.map(({ state }) => state)).toEqual([...good, ...bad].map(() => 'failed'));

  await db.worker.query(`UPDATE sources SET settings = settings - 'hosts' - 'servers'`);
  await everythingDone([...good, ...bad]);
  await worker.kill();

  const kept = await dumpOf(superuser);
  expect(found(said, secrets)).toEqual([]);
  expect(found(kept, secrets)).toEqual([]);
  // What is no secret is there: they would have been found.
  expect(found(kept, [ours!.cert, server!.cert])).not.toEqual([]);
  expect(said).toContain('work failed');
});
