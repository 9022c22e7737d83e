import { describe, expect, it } from 'vitest';
import type { Measurement, PullTools, ScopeName, System, Told } from '../systems/system.ts';
import { SystemError } from '../systems/errors.ts';
import { applyHeard } from './heard.ts';
import { runListen } from './run-listen.ts';
import { runMeasure } from './run-measure.ts';
import { host, virtualMachine } from './scripted-machines.ts';
import { scriptedModel } from './scripted-model.ts';
import { account, end, page, pullScript, scriptedSystem } from './scripted-system.ts';

const model = scriptedModel({ also: ['run_changes', 'sync_runs'] });
const { rowsOf } = model;

const RUN = '01a1fee4-0000-7000-8000-000000000000';
const realm = 'powerdns:acme';
const hearing = () => ({ runId: RUN, realm, sourceId: model.source.id, clockOffset: 0 });
const machine = (key: string, state: 'running' | 'shut-off' = 'running') => virtualMachine(key, 'a', { state });
const pullMachines = (...rows: ReturnType<typeof machine>[]) =>
  model.pull([
    account(),
    page('hosts', 'a', [host('a')]),
    end('hosts', 'a'),
    page('virtual_machines', 'a', rows),
    end('virtual_machines', 'a'),
  ]);
const heardOf = (row: ReturnType<typeof machine>, observedAt = new Date()) =>
  page('virtual_machines', 'a', [row], observedAt) as Told;
const state = async (key: string) =>
  (await model.db.worker.query('SELECT state, gone_at FROM virtual_machines WHERE key = $1', [key])).rows[0];

describe('what is heard', () => {
  it('changes the object alone, with a version, and tells listeners', async () => {
    await pullMachines(machine('m1'), machine('m2'));
    expect(await applyHeard(model.db.worker, hearing(), [heardOf(machine('m1', 'shut-off'))])).toMatchObject({
      updated: 1,
      gone: 0,
    });
    expect(await rowsOf('SELECT key, state FROM virtual_machines WHERE gone_at IS NULL ORDER BY key')).toEqual([
      { key: 'm1', state: 'shut-off' },
      { key: 'm2', state: 'running' },
    ]);
    expect(await rowsOf('SELECT state FROM virtual_machines_history')).toEqual([{ state: 'running' }]);
    expect(
      await rowsOf(`SELECT kind, op FROM run_changes WHERE run_id = '${RUN}' AND kind = 'virtual_machines'`),
    ).toEqual([{ kind: 'virtual_machines', op: 'u' }]);
    expect(await rowsOf('SELECT 1 FROM seen')).toEqual([]);
    expect(await rowsOf('SELECT 1 FROM stage_virtual_machines')).toEqual([]);
  });

  it('brings new objects, and takes away what the system calls deleted, at once', async () => {
    await pullMachines(machine('m1'));
    await applyHeard(model.db.worker, hearing(), [heardOf(machine('m2'))]);
    expect(await state('m2')).toMatchObject({ state: 'running', gone_at: null });
    const observedAt = new Date();
    await applyHeard(model.db.worker, hearing(), [
      { type: 'deleted', kind: 'virtual_machines', scope: 'a', keys: ['m2'], observedAt },
    ]);
    expect((await state('m2')).gone_at).not.toBeNull();
    expect(await rowsOf(`SELECT row_count FROM scopes WHERE kind = 'virtual_machines'`)).toEqual([{ row_count: 1 }]);
  });

  it('takes away nothing that another host has by now', async () => {
    await pullMachines(machine('m1'));
    await pullScript(model.db.worker, model.source, [
      account(),
      page('virtual_machines', 'b', [virtualMachine('m1', 'b')]),
      end('virtual_machines', 'b'),
    ]);
    const gone = (scope: string): Told => ({
      type: 'deleted',
      kind: 'virtual_machines',
      scope,
      keys: ['m1'],
      observedAt: new Date(),
    });
    expect(await applyHeard(model.db.worker, hearing(), [gone('a')])).toMatchObject({ gone: 0 });
    expect(await state('m1')).toMatchObject({ gone_at: null });
    expect(await applyHeard(model.db.worker, hearing(), [gone('b')])).toMatchObject({ gone: 1 });
  });

  it('is not taken back by a listing that was asked for before it, changed or not', async () => {
    await pullMachines(machine('m1'), machine('m2', 'shut-off'));
    const asked = new Date();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await applyHeard(model.db.worker, hearing(), [heardOf(machine('m1', 'shut-off'))]);
    // Nothing differs, but it was looked at later than the listing.
    await applyHeard(model.db.worker, hearing(), [heardOf(machine('m2', 'shut-off'))]);
    await pullScript(model.db.worker, model.source, [
      account(),
      page('virtual_machines', 'a', [machine('m1'), machine('m2')], asked),
      end('virtual_machines', 'a'),
    ]);
    expect(await state('m1')).toMatchObject({ state: 'shut-off' });
    expect(await state('m2')).toMatchObject({ state: 'shut-off' });
  });

  it('is left to the pull where that has not listed yet', async () => {
    expect(await applyHeard(model.db.worker, hearing(), [heardOf(machine('m1'))])).toMatchObject({ created: 0 });
    expect(await rowsOf('SELECT 1 FROM virtual_machines')).toEqual([]);
  });

  it('is written while a pull has the scope, and the pull goes on', async () => {
    await pullMachines(machine('m1'), machine('m2'));
    const pulled = pullScript(model.db.worker, model.source, async function* () {
      yield account();
      yield page('virtual_machines', 'a', [machine('m1'), machine('m2')]);
      await applyHeard(model.db.worker, hearing(), [heardOf(machine('m1', 'shut-off'))]);
      yield end('virtual_machines', 'a');
    });
    expect(await pulled).toMatchObject({ state: 'complete' });
    expect(await state('m1')).toMatchObject({ state: 'shut-off' });
  });

  it('is not written once the source was removed', async () => {
    await pullMachines(machine('m1'));
    await model.db.worker.query('UPDATE sources SET removed_at = now() WHERE id = $1', [model.source.id]);
    await applyHeard(model.db.worker, hearing(), [heardOf(machine('m1', 'shut-off'))]);
    expect(await state('m1')).toMatchObject({ state: 'running' });
  });
});

const tools = {} as Omit<PullTools, 'signal'>;

describe('listening', () => {
  const listenTo = (listen: NonNullable<System['listen']>, signal: AbortSignal, missed: ScopeName[][] = []) =>
    runListen(model.db.worker, {
      runId: RUN,
      system: { ...scriptedSystem([]), listen },
      source: { ...model.source, settings: {}, secrets: {} },
      account: 'acme',
      tools,
      signal,
      onMissed: async (scopes) => void missed.push(scopes),
    });

  it('is one run on record, which its objects name, and asks for a pull of what it missed', async () => {
    await pullMachines(machine('m1'));
    const stop = new AbortController();
    const missed: ScopeName[][] = [];
    const scopes: ScopeName[] = [{ kind: 'virtual_machines', scope: 'a' }];
    const sum = await listenTo(
      async function* () {
        yield { type: 'missed', scopes };
        yield heardOf(machine('m1', 'shut-off'));
        yield heardOf(machine('m1'));
        yield heardOf(machine('m2'));
        stop.abort();
      },
      stop.signal,
      missed,
    );
    expect(sum).toMatchObject({ listed: 3, created: 1, updated: 2 });
    expect(missed).toEqual([scopes]);
    expect(await rowsOf(`SELECT trigger, state, created, updated FROM sync_runs WHERE id = '${RUN}'`)).toEqual([
      { trigger: 'event', state: 'complete', created: 1, updated: 2 },
    ]);
    expect(await rowsOf(`SELECT run_id FROM virtual_machines WHERE key = 'm2'`)).toEqual([{ run_id: RUN }]);
  });

  it('that breaks off is on record with the reason', async () => {
    await expect(
      listenTo(async function* () {
        yield* [];
        throw new SystemError('auth', 'no');
      }, new AbortController().signal),
    ).rejects.toThrow('no');
    expect(await rowsOf(`SELECT state, error FROM sync_runs WHERE id = '${RUN}'`)).toEqual([
      { state: 'failed', error: 'no' },
    ]);
  });

  it('asks for a pull of what could not be written, and goes on', async () => {
    await pullMachines(machine('m1'));
    const missed: ScopeName[][] = [];
    const stop = new AbortController();
    await listenTo(
      async function* () {
        yield heardOf({ ...machine('m1'), vcpus: 'many' as unknown as number });
        yield heardOf(machine('m1', 'shut-off'));
        stop.abort();
      },
      stop.signal,
      missed,
    );
    expect(missed).toEqual([[{ kind: 'virtual_machines', scope: 'a' }]]);
    expect(await state('m1')).toMatchObject({ state: 'shut-off' });
  });
});

describe('measuring', () => {
  const measure = (said: Measurement[]) =>
    runMeasure(model.db.worker, {
      system: {
        ...scriptedSystem([]),
        async *measure() {
          yield* said;
        },
      },
      source: { ...model.source, settings: {}, secrets: {} },
      account: 'acme',
      tools: { signal: new AbortController().signal } as PullTools,
    });
  const values = { memoryUsed: 1, diskRead: null, diskWritten: 2, networkReceived: 3, networkSent: 4.5 };
  const measures = (at: Date, key: string, cpuShare: number | null): Measurement => ({
    type: 'measures',
    kind: 'virtual_machines',
    at,
    rows: [{ key, cpuShare, ...values }],
  });

  it('keeps the latest values and every sample, and no version', async () => {
    await pullMachines(machine('m1'));
    const result = await measure([measures(new Date(Date.now() - 1000), 'm1', 0.25), measures(new Date(), 'm1', 0.5)]);
    expect(result).toEqual({ measured: 2, failed: [] });
    expect(await rowsOf('SELECT cpu_share, memory_used, disk_read, network_sent FROM virtual_machines_now')).toEqual([
      { cpu_share: 0.5, memory_used: 1, disk_read: null, network_sent: 4.5 },
    ]);
    expect(await rowsOf('SELECT cpu_share FROM virtual_machines_samples ORDER BY at')).toEqual([
      { cpu_share: 0.25 },
      { cpu_share: 0.5 },
    ]);
    expect(await rowsOf('SELECT 1 FROM virtual_machines_history')).toEqual([]);
  });

  it('passes over what the model does not have, and tells what could not be measured', async () => {
    await pullMachines(machine('m1'));
    const result = await measure([
      { type: 'failed', part: 'hv2', error: new Error('no answer') },
      measures(new Date(), 'stranger', 1),
      measures(new Date(), 'm1', 1),
    ]);
    expect(result.failed).toEqual([{ part: 'hv2', error: 'no answer' }]);
    expect(await rowsOf('SELECT 1 FROM virtual_machines_samples')).toHaveLength(1);
  });

  it('is not undone by a pull, which brings none of it', async () => {
    await pullMachines(machine('m1'));
    await measure([measures(new Date(), 'm1', 0.5)]);
    await pullMachines(machine('m1', 'shut-off'));
    expect(await rowsOf('SELECT cpu_share FROM virtual_machines_now')).toEqual([{ cpu_share: 0.5 }]);
  });
});
