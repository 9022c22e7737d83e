import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { selfSignedCertificate } from '../../../lab/certificate.ts';
import { type LabHosts, startLabHosts } from '../../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../../lab/testing/test-hosts.ts';
import { migrateMachine, moveMachine, undefineMachine } from '../../../lab/world/machines.ts';
import { tellPool } from '../../../lab/world/pools-and-networks.ts';
import { PullRecord, withTools } from '../conformance/pull-all.ts';
import { startTlsFront } from '../conformance/tls-front.ts';
import type { Heard, PulledSource } from '../system.ts';
import { listenToHosts } from './listen.ts';

const all = ['hosts', 'virtual_machines', 'storage_pools', 'volumes', 'networks'];
const soon = { timeout: 10_000 };

interface Told {
  scope: string;
  type?: 'deleted';
  ifFree?: boolean;
  state?: string | undefined;
}

describe('what hosts say by themselves', () => {
  let lab: LabHosts;
  let heard: Heard[];
  let stop: AbortController;
  let listening: Promise<unknown>;

  const listen = async (source: PulledSource) => {
    listening = withTools({ signal: stop.signal }, new PullRecord(), async (tools) => {
      for await (const one of listenToHosts(source, tools)) heard.push(one);
    });
    await vi.waitFor(() => expect(missed().map(({ scope }) => scope)).toContain(lab.keyOf('hv-2')), soon);
    await vi.waitFor(() => expect(missed().map(({ scope }) => scope)).toContain(lab.keyOf('hv-1')), soon);
    heard.splice(0);
  };
  const missed = () => heard.flatMap((one) => (one.type === 'missed' ? one.scopes : []));
  /** What was told of an object, in order. */
  const told = (key: string) =>
    heard.flatMap((one): Told[] => {
      if (one.type === 'deleted') return one.keys.includes(key) ? [{ type: 'deleted', scope: one.scope }] : [];
      if (one.type === 'missed') return [];
      const { scope, ifFree = false, rows } = one;
      return rows
        .filter((row) => row.key === key)
        .map((row) => ({ scope, ifFree, state: (row as { state?: string }).state }));
    });

  beforeEach(async () => {
    lab = await startLabHosts([hostOf('hv-1', 100), hostOf('hv-2', 2)]);
    heard = [];
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await listening;
    await lab.stop();
  });

  it('is that everything was missed with the first connection, and all of a host that comes back', async () => {
    listening = withTools({ signal: stop.signal }, new PullRecord(), async (tools) => {
      for await (const one of listenToHosts(lab.source, tools)) heard.push(one);
    });
    await vi.waitFor(() => expect(missed()).toHaveLength(10), soon);
    expect(missed().filter(({ scope }) => scope === lab.keyOf('hv-1')).map(({ kind }) => kind)).toEqual(all); // prettier-ignore
    heard.splice(0);
    lab.world.hypervisors.setReachable(lab.host('hv-2'), false);
    await lab.hypervisors.follow();
    lab.world.hypervisors.setReachable(lab.host('hv-2'), true);
    await lab.hypervisors.follow();
    await vi.waitFor(() => expect(missed().length).toBeGreaterThanOrEqual(5), soon);
    expect(new Set(missed().map(({ scope }) => scope))).toEqual(new Set([lab.keyOf('hv-2')]));
  });

  it('is looked at anew: a machine as it now is, and whose it is', async () => {
    await listen(lab.source);
    const machine = lab.machine('hv-1', 'hv-1-vm-2');
    moveMachine(lab.world, lab.host('hv-1'), machine, 'pause');
    await vi.waitFor(() => expect(told(machine.id)).toMatchObject([{ state: 'paused', ifFree: false }]), soon);
    moveMachine(lab.world, lab.host('hv-1'), machine, 'destroy');
    const scope = lab.keyOf('hv-1');
    await vi.waitFor(() => expect(told(machine.id).at(-1)).toEqual({ scope, state: 'shut-off', ifFree: true }), soon);
    undefineMachine(lab.world, lab.host('hv-1'), machine);
    await vi.waitFor(() => expect(told(machine.id).at(-1)).toEqual({ type: 'deleted', scope }), soon);
  });

  it('of a pool is its new state, and that its volumes are to be listed', async () => {
    await listen(lab.source);
    const [host, scope] = [lab.host('hv-1'), lab.keyOf('hv-1')];
    const pool = host.poolNamed('default')!;
    pool.active = false;
    tellPool(lab.world, host, pool, 'stopped');
    await vi.waitFor(() => expect(told(`${scope}/default`)).toMatchObject([{ scope, state: 'inactive' }]), soon);
    await vi.waitFor(() => expect(missed()).toEqual([{ kind: 'volumes', scope }]), soon);
  });

  it('of a machine that moves is where it runs, never that it is gone', async () => {
    await listen(lab.source);
    const machine = lab.machine('hv-1', 'hv-1-vm-2');
    migrateMachine(lab.world, lab.host('hv-1'), machine, lab.host('hv-2'));
    await vi.waitFor(() => expect(told(machine.id)).toContainEqual({ scope: lab.keyOf('hv-2'), state: 'running', ifFree: false }), soon); // prettier-ignore
    // An event of later, when what the move brought has been told.
    const other = lab.machine('hv-1', 'hv-1-vm-1');
    moveMachine(lab.world, lab.host('hv-1'), other, 'pause');
    await vi.waitFor(() => expect(told(other.id)).toMatchObject([{ state: 'paused' }]), soon);
    expect(told(machine.id).filter(({ scope }) => scope === lab.keyOf('hv-1'))).toEqual([]);
    // Back again, with a copy left behind: that one is the other host's only where nobody else has it.
    migrateMachine(lab.world, lab.host('hv-2'), lab.machine('hv-2', machine.name), lab.host('hv-1'), {
      keepCopy: true,
    });
    await vi.waitFor(() => {
      expect(told(machine.id)).toContainEqual({ scope: lab.keyOf('hv-1'), state: 'running', ifFree: false });
      expect(told(machine.id)).toContainEqual({ scope: lab.keyOf('hv-2'), state: 'shut-off', ifFree: true });
    }, soon);
    expect(told(machine.id).filter((one) => 'type' in one)).toEqual([]);
  });

  it('of a hundred machines at once is all told', async () => {
    await listen(lab.source);
    const stopped = [...lab.host('hv-1').machines].filter(({ state }) => state === 'running');
    for (const machine of stopped) moveMachine(lab.world, lab.host('hv-1'), machine, 'destroy');
    await vi.waitFor(() => {
      for (const { id } of stopped) expect(told(id).at(-1)).toMatchObject({ state: 'shut-off' });
    }, soon);
  });

  it('is asked for as a whole where it cannot be looked at', async () => {
    await listen(lab.source);
    lab.hypervisors.faults.add({ service: 'libvirt', host: 'hv-1', operation: 'domainGetXmlDesc', what: { how: 'error', code: 1 } }); // prettier-ignore
    moveMachine(lab.world, lab.host('hv-1'), lab.machine('hv-1', 'hv-1-vm-2'), 'pause');
    const scope = { kind: 'virtual_machines', scope: lab.keyOf('hv-1') };
    await vi.waitFor(() => expect(missed()).toEqual([scope]), soon);
    expect(heard.filter(({ type }) => type !== 'missed')).toEqual([]);
  });

  it('leaves no connection behind when it ends, also to a host that keeps silent', async () => {
    const [server, ours] = [selfSignedCertificate(), selfSignedCertificate()];
    const fronts = await Promise.all(
      ['hv-1', 'hv-2'].map((name) => startTlsFront(lab.hypervisors.at(name).port, server, ours)),
    );
    lab.hypervisors.faults.add({ service: 'libvirt', host: 'hv-2', what: { how: 'hang' } });
    const { settings } = lab.source;
    const hosts = fronts.map(({ port }) => `qemu+tls://127.0.0.1:${port}/system`);
    const tls = { caCertificate: server.cert, clientCertificate: ours.cert };
    const source = { ...lab.source, settings: { ...settings, ...tls, hosts }, secrets: { clientKey: ours.key } };
    listening = withTools({ signal: stop.signal }, new PullRecord(), async (tools) => {
      for await (const one of listenToHosts(source, tools)) heard.push(one);
    });
    try {
      await vi.waitFor(() => expect(missed()).toHaveLength(5), soon);
      await vi.waitFor(() => expect(fronts.map((front) => front.open())).toEqual([1, 1]), soon);
      stop.abort();
      await listening;
      await vi.waitFor(() => expect(fronts.map((front) => front.open())).toEqual([0, 0]), soon);
    } finally {
      await Promise.all(fronts.map((front) => front.stop()));
    }
  });
});
