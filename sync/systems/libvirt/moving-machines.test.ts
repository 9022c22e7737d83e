import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it, vi } from 'vitest';
import { type LabHosts, startLabHosts } from '../../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../../lab/testing/test-hosts.ts';
import { migrateMachine, moveMachine, undefineMachine } from '../../../lab/world/machines.ts';
import { testDatabase, type TestDatabase } from '../../../model/test-database.ts';
import { sourceIntoModel } from './into-model.ts';

const soon = { timeout: 15_000 };

describe('machines in the model', () => {
  let db: TestDatabase;
  let lab: LabHosts;
  let model: Awaited<ReturnType<typeof sourceIntoModel>>;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    lab = await startLabHosts([hostOf('hv-1', 4), hostOf('hv-2', 4)]);
    for (const table of ['sources', 'scopes', 'hosts', 'virtual_machines', 'storage_pools', 'volumes', 'networks', 'missing'])
      await db.worker.query(`DELETE FROM ${table}`); // prettier-ignore
    await db.worker.query('DELETE FROM virtual_machines_history');
    model = await sourceIntoModel(db, 'room', () => lab.source.settings.hosts);
  });
  afterEach(() => lab.stop());

  const machine = async (name: string) =>
    (
      await model.rows(
        `SELECT id, host, state, gone_at, (SELECT count(*) FROM virtual_machines_history h WHERE h.id = v.id) AS past
           FROM virtual_machines v WHERE name = '${name}'`,
      )
    )[0];
  const versions = () => model.rows('SELECT id, host, state FROM virtual_machines_history ORDER BY valid_to');
  const name = 'hv-1-vm-2';
  const move = (keepCopy: boolean) =>
    migrateMachine(lab.world, lab.host('hv-1'), lab.machine('hv-1', name), lab.host('hv-2'), { keepCopy });

  it.each([false, true])(
    'keep their id and their past when they move (a copy stays behind: %s), and do not flap',
    async (keepCopy) => {
      await model.pull();
      const before = await machine(name);
      expect(before).toMatchObject({ host: 'hv-1', state: 'running', gone_at: null });
      move(keepCopy);
      for (let times = 0; times < 4; times += 1) expect((await model.pull()).state).toBe('complete');
      const after = await machine(name);
      expect(after).toMatchObject({ id: before!['id'], host: 'hv-2', state: 'running', gone_at: null });
      // As it ran on the first; where that one is listed before the second, also as its copy was seen there.
      expect([1, 2]).toContain(after!['past']);
      const rested = await versions();
      await model.pull();
      expect(await versions()).toEqual(rested);
    },
  );

  it('are not those of a host that cannot be reached meanwhile', async () => {
    await model.pull();
    move(true);
    await model.pull();
    lab.world.hypervisors.setReachable(lab.host('hv-2'), false);
    await lab.hypervisors.follow();
    for (let times = 0; times < 3; times += 1) expect((await model.pull()).state).toBe('partial');
    expect(await machine(name)).toMatchObject({ host: 'hv-2', state: 'running', gone_at: null });
    expect(await model.rows('SELECT 1 FROM hosts WHERE gone_at IS NOT NULL')).toEqual([]);
  });

  it('change within a second of the event, and move without having been gone', async () => {
    await model.pull();
    const before = await machine(name);
    const ear = model.listen();
    try {
      await vi.waitFor(() => expect(ear.missed).toHaveLength(10), soon);
      move(false);
      await vi.waitFor(async () => expect(await machine(name)).toMatchObject({ host: 'hv-2' }), soon);
      const other = lab.machine('hv-1', 'hv-1-vm-1');
      moveMachine(lab.world, lab.host('hv-1'), other, 'destroy');
      await vi.waitFor(async () => expect(await machine(other.name)).toMatchObject({ state: 'shut-off' }), soon);
      undefineMachine(lab.world, lab.host('hv-1'), other);
      await vi.waitFor(async () => expect((await machine(other.name))!['gone_at']).not.toBeNull(), soon);
      // What the move itself brought was told before.
      expect(await machine(name)).toMatchObject({ id: before!['id'], host: 'hv-2', gone_at: null, past: 1 });
    } finally {
      expect(await ear.stop()).toMatchObject({ gone: 1 });
    }
  });

  it('outlive their definition on the host that they left', async () => {
    await model.pull();
    move(true);
    const ear = model.listen();
    try {
      await vi.waitFor(() => expect(ear.missed).toHaveLength(10), soon);
      await model.pull();
      undefineMachine(lab.world, lab.host('hv-1'), lab.machine('hv-1', name));
      const other = lab.machine('hv-1', 'hv-1-vm-1');
      await new Promise((later) => setTimeout(later, 100));
      moveMachine(lab.world, lab.host('hv-1'), other, 'pause');
      await vi.waitFor(async () => expect(await machine(other.name)).toMatchObject({ state: 'paused' }), soon);
      expect(await machine(name)).toMatchObject({ host: 'hv-2', state: 'running', gone_at: null });
    } finally {
      await ear.stop();
    }
  });
});
