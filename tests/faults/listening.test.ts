import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LabHosts, startLabHosts } from '../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../lab/testing/test-hosts.ts';
import { moveMachine } from '../../lab/world/machines.ts';
import { inTransaction } from '../../model/database.ts';
import { changeSource, removeSource } from '../../model/panel/sources.ts';
import { TEST_KEY, testDatabase, type TestDatabase } from '../../model/test-database.ts';
import { expectSound, forkWorker, until, type WorkerProcess } from './estate.ts';
import { addSource, beginPulls, pullsEnded } from './pulls.ts';

/** Whoever listens may die, and what it listens to may change: one listens at a time, and what happens meanwhile is not lost. */
let db: TestDatabase;
let lab: LabHosts;
let workers: WorkerProcess[];
let id: string;
beforeEach(async () => {
  db = await testDatabase();
  lab = await startLabHosts([hostOf('hv-1', 3), hostOf('hv-2', 3)]);
  workers = [await forkWorker(db.workerUrl)];
  id = await addSource(db.worker, 'room', 'libvirt', lab.source.settings);
  await beginPulls(db.worker, [id]);
  await pullsEnded(db.worker, [id]);
  await until('somebody listens', async () => (await listening()).length === 1);
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await lab.stop();
  await db.drop();
});

const rowsOf = async (sql: string) => (await db.worker.query(sql)).rows as Record<string, string>[];
const listening = () => rowsOf(`SELECT id FROM sync_runs WHERE state = 'listening'`);
const leases = () => rowsOf(`SELECT lease_by, fence FROM due_work WHERE task = 'listen' AND lease_until > now()`);
const stateOf = async (name: string) => (await rowsOf(`SELECT state FROM virtual_machines WHERE name = '${name}'`))[0]?.['state']; // prettier-ignore
const write = (work: (writer: { db: never; masterKey: Buffer }) => Promise<unknown>) =>
  inTransaction(db.worker, (client) => work({ db: client as never, masterKey: TEST_KEY }));
const letLeasesRunOut = () =>
  db.worker.query(`UPDATE due_work SET lease_until = now() - interval '1 second' WHERE lease_until > now()`);
const kill = async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await letLeasesRunOut();
};
const isHeard = async (host: string, machine: string) => {
  const one = lab.machine(host, machine);
  moveMachine(lab.world, lab.host(host), one, 'pause');
  await until(`${machine} is heard to pause`, async () => (await stateOf(machine)) === 'paused');
};

describe('a worker that listens and is killed', () => {
  it('is followed by one other, and no run is left open', async () => {
    await kill();
    moveMachine(lab.world, lab.host('hv-1'), lab.machine('hv-1', 'hv-1-vm-1'), 'pause');
    workers.push(await forkWorker(db.workerUrl), await forkWorker(db.workerUrl));
    await until('what happened meanwhile is known', async () => (await stateOf('hv-1-vm-1')) === 'paused');
    await isHeard('hv-1', 'hv-1-vm-2');
    expect(await leases()).toHaveLength(1);
    await until('one run is open', async () => (await listening()).length === 1);
  });

  it('leaves no run open that nobody takes up, since the source was switched off or removed', async () => {
    await kill();
    await write((writer) => changeSource(writer, id, { enabled: false }));
    workers.push(await forkWorker(db.workerUrl));
    await until('no run is open', async () => (await listening()).length === 0);
    expect(await rowsOf(`SELECT state FROM sync_runs WHERE trigger = 'event'`)).toEqual([{ state: 'lost' }]);
  });
});

describe('a worker that listens and stalls until its lease runs out', () => {
  it('is followed by another one, and takes nothing back when it goes on', async () => {
    const [stalled] = workers;
    stalled!.stall();
    // It has the event in its socket, and the look at the machine is still before it.
    const machine = lab.machine('hv-1', 'hv-1-vm-1');
    moveMachine(lab.world, lab.host('hv-1'), machine, 'pause');
    workers.push(await forkWorker(db.workerUrl));
    await letLeasesRunOut();
    await until('what happened meanwhile is known', async () => (await stateOf('hv-1-vm-1')) === 'paused');
    moveMachine(lab.world, lab.host('hv-1'), machine, 'resume');
    await until('so is what happened since', async () => (await stateOf('hv-1-vm-1')) === 'running');
    stalled!.goOn();
    await until('one listens', async () => (await listening()).length === 1 && lab.hypervisors.clients('hv-1') === 1);
    expect(await leases()).toHaveLength(1);
    expect(await stateOf('hv-1-vm-1')).toBe('running');
    await isHeard('hv-1', 'hv-1-vm-2');
    await expectSound(db.worker);
  });
});

describe('a source that is listened to', () => {
  it('and gets other hosts is listened to by those alone', async () => {
    await write((writer) => changeSource(writer, id, { settings: { group: 'lab', hosts: [lab.hypervisors.at('hv-2').uri] } })); // prettier-ignore
    await until('one listens anew', async () => (await rowsOf(`SELECT 1 FROM sync_runs WHERE trigger = 'event'`)).length === 2); // prettier-ignore
    await until('nobody else does', async () => (await listening()).length === 1);
    await isHeard('hv-2', 'hv-2-vm-1');
    await until('the first connection has ended', async () => lab.hypervisors.clients('hv-1') === 0);
  });

  it.each(['switched off', 'removed'])('and is %s is left in peace', async (how) => {
    await write((writer) =>
      how === 'removed' ? removeSource(writer, id) : changeSource(writer, id, { enabled: false }),
    );
    await until('no run is open', async () => (await listening()).length === 0);
    await until('no connection is left', async () => lab.hypervisors.clients('hv-1') === 0);
  });
});
