import { describe, expect, it } from 'vitest';
import { recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { host, virtualMachine } from '../../sync/engine/scripted-machines.ts';
import type { Row } from '../../sync/systems/system.ts';
import { scriptedWorld } from './scripted-world.ts';

const world = scriptedWorld();
const { pull, links, findings, told, wait, sweep, cluster, clusterOf, proveNothingWasMissed } = world;

const onHost = { host: 'hv1', hostKey: 'hv1', account: 'acme' };
const pool: Row<'storage_pools'> = {
  ...onHost,
  key: 'hv1/fast',
  name: 'fast',
  state: 'running',
  type: 'dir',
  path: '/pool',
  autostart: true,
  capacity: 100,
  allocation: 10,
  available: 90,
  raw: {},
};
const volume = (name: string, more: Partial<Row<'volumes'>> = {}): Row<'volumes'> => ({
  ...onHost,
  key: `hv1/fast/${name}`,
  name,
  pool: 'fast',
  type: 'file',
  format: 'qcow2',
  path: `/pool/${name}`,
  backingPath: null,
  capacity: 10,
  allocation: 1,
  raw: {},
  ...more,
});
const network: Row<'networks'> = {
  ...onHost,
  key: 'hv1/lan',
  name: 'lan',
  state: 'active',
  forward: 'nat',
  bridge: 'virbr0',
  domain: null,
  ranges: ['10.20.0.0/24'],
  autostart: true,
  raw: {},
};
const disk = (source: string) => ({
  target: 'vda',
  device: 'disk' as const,
  bus: 'virtio',
  source,
  format: 'qcow2',
  readOnly: false,
});
const card = (type: string, source: string) => ({ mac: '52:54:00:00:00:01', type, source, model: null, target: null });

describe('links of machines', () => {
  it('join a machine with its host, its volumes and its networks, each on its own host', async () => {
    await pull({
      hosts: [host('hv1'), host('hv2')],
      virtual_machines: [
        virtualMachine('m1', 'hv1', { disks: [disk('/pool/m1')], interfaces: [card('network', 'lan')] }),
        virtualMachine('m2', 'hv1', { disks: [disk('fast/m2')], interfaces: [card('bridge', 'lan')] }),
        // The same path and the same name, on another host.
        virtualMachine('m3', 'hv2', { disks: [disk('/pool/m1')], interfaces: [card('network', 'lan')] }),
      ],
      storage_pools: [pool],
      volumes: [volume('m1', { backingPath: '/pool/base' }), volume('m2'), volume('base')],
      networks: [network],
    });
    expect(await links()).toEqual([
      'network-host powerdns:acme hv1',
      'storage-pool-host powerdns:acme hv1',
      'virtual-machine-host powerdns:acme hv1',
      'virtual-machine-host powerdns:acme hv1',
      'virtual-machine-host powerdns:acme hv2',
      'virtual-machine-network powerdns:acme hv1 lan',
      'virtual-machine-volume powerdns:acme hv1 /pool/m1',
      'virtual-machine-volume powerdns:acme hv1 fast/m2',
      'volume-backing-volume powerdns:acme hv1 /pool/base',
      'volume-storage-pool powerdns:acme hv1 fast',
      'volume-storage-pool powerdns:acme hv1 fast',
      'volume-storage-pool powerdns:acme hv1 fast',
    ]);
    await proveNothingWasMissed();
  });

  it('join record sets with machines and hosts by address and by name, and follow a machine that moves', async () => {
    const estate = {
      hosts: [host('hv1', { name: 'hv1.dc.example', addresses: ['10.0.0.1'] }), host('hv2')],
      virtual_machines: [
        virtualMachine('m1', 'hv1', { addresses: ['10.20.0.5', '127.0.0.1'], hostname: 'm1.dc.example' }),
      ],
      zones: [zone('dc.example')],
      record_sets: [
        recordSet('dc.example', 'm1.dc.example', ['10.20.0.5']),
        recordSet('dc.example', 'hv1.dc.example', ['10.0.0.1']),
        recordSet('dc.example', 'app.dc.example', ['m1.dc.example'], { type: 'CNAME' }),
        recordSet('dc.example', 'localhost.dc.example', ['127.0.0.1']),
      ],
    };
    await pull(estate);
    expect((await links()).filter((link) => !link.startsWith('virtual-machine-host'))).toEqual([
      'host-record-set hv1.dc.example',
      'record-set-address-host 10.0.0.1',
      'record-set-address-virtual-machine 10.20.0.5',
      'record-set-name-record-set m1.dc.example',
      'record-set-name-virtual-machine m1.dc.example',
    ]);
    await proveNothingWasMissed();
    await pull({ ...estate, virtual_machines: [{ ...estate.virtual_machines[0]!, host: 'hv2', hostKey: 'hv2' }] });
    expect((await links()).filter((link) => link.startsWith('virtual-machine-host'))).toEqual([
      'virtual-machine-host powerdns:acme hv2',
    ]);
    await proveNothingWasMissed();
  });

  it('a machine is in the cluster of its host, and goes with it to another', async () => {
    await pull({ hosts: [host('hv1'), host('hv2')], virtual_machines: [virtualMachine('m1', 'hv1')] });
    await cluster('north', [{ kind: 'hosts', name: 'hv1' }]);
    await cluster('south', [{ kind: 'hosts', name: 'hv2' }]);
    expect(await clusterOf('virtual_machines', 'm1')).toBe('north');
    await pull({ virtual_machines: [virtualMachine('m1', 'hv2')] });
    expect(await clusterOf('virtual_machines', 'm1')).toBe('south');
  });
});

describe('findings of machines', () => {
  it('a machine that should run and does not, once it has not for a minute', async () => {
    const machine = virtualMachine('m1', 'hv1', { autostart: true, state: 'shut-off' });
    await pull({
      hosts: [host('hv1')],
      virtual_machines: [machine, virtualMachine('m2', 'hv1', { state: 'shut-off' })],
    });
    await sweep();
    expect(await told()).not.toContain('virtual-machine-not-running m1');
    await wait('61 seconds');
    await sweep();
    expect(await told()).toContain('virtual-machine-not-running m1');
    expect(await told()).not.toContain('virtual-machine-not-running m2');
    await pull({
      virtual_machines: [{ ...machine, state: 'running' }, virtualMachine('m2', 'hv1', { state: 'shut-off' })],
    });
    expect(await told()).not.toContain('virtual-machine-not-running m1');
    await proveNothingWasMissed();
  });

  it('a machine that two hosts say they run, but not one that moves, be it there and back', async () => {
    const hosts = [host('hv1'), host('hv2'), host('hv3'), host('hv4')];
    const seenOn = async (...keys: string[]) => {
      for (const key of keys) await pull({ hosts, virtual_machines: [virtualMachine('m1', key)] });
      await sweep();
    };
    await seenOn('hv1', 'hv2', 'hv1');
    expect(await told()).not.toContain('machine-on-two-hosts m1');
    await seenOn('hv2');
    expect(await told()).toContain('machine-on-two-hosts m1');
    const { rows } = await world.db.worker.query(`SELECT title, reason, involved FROM findings WHERE state = 'open'`);
    expect(rows).toMatchObject([{ reason: expect.stringContaining('hv1 and hv2'), involved: [{ name: 'hv1' }, { name: 'hv2' }] }]); // prettier-ignore
    // It stays where it is, for long enough.
    await world.db.worker.query(
      `WITH v AS (UPDATE virtual_machines SET valid_from = valid_from - interval '11 minutes')
       UPDATE virtual_machines_history SET valid_from = valid_from - interval '11 minutes', valid_to = valid_to - interval '11 minutes'`,
    );
    await sweep();
    expect(await told()).not.toContain('machine-on-two-hosts m1');
    await seenOn('hv1', 'hv2', 'hv3', 'hv4');
    expect(await told()).not.toContain('machine-on-two-hosts m1');
  });

  it('no machine on two hosts that is moved there and back all the time, as its events say', async () => {
    const hosts = [host('hv1'), host('hv2')];
    for (const key of ['hv1', 'hv2', 'hv1', 'hv2', 'hv1'])
      await pull({ hosts, virtual_machines: [virtualMachine('m1', key)] });
    await sweep();
    expect(await told()).toContain('machine-on-two-hosts m1');
    await world.db.worker.query(
      `UPDATE sync_runs SET trigger = 'event' WHERE id IN (SELECT run_id FROM virtual_machines_history)`,
    );
    await sweep();
    expect(await told()).not.toContain('machine-on-two-hosts m1');
  });

  it('a host whose running machines may use more than it has; shut-off ones count for nothing', async () => {
    const big = (key: string, state: 'running' | 'shut-off') =>
      virtualMachine(key, 'hv1', { memory: 9 * 2 ** 30, maxMemory: 9 * 2 ** 30, state });
    await pull({ hosts: [host('hv1')], virtual_machines: [big('m1', 'running'), big('m2', 'shut-off')] });
    expect(await findings()).not.toContain('host-overcommitted hv1');
    await pull({ virtual_machines: [big('m1', 'running'), big('m2', 'running')] });
    expect(await findings()).toContain('host-overcommitted hv1');
    await proveNothingWasMissed();
    await pull({ virtual_machines: [big('m1', 'running'), big('m2', 'shut-off')] });
    expect(await findings()).not.toContain('host-overcommitted hv1');
    await proveNothingWasMissed();
  });

  it('a record set of a machine that does not run, and so tells no addresses, does not dangle', async () => {
    const machine = virtualMachine('m1', 'hv1', { addresses: ['10.20.0.5'] });
    const record_sets = [recordSet('dc.example', 'm1.dc.example', ['10.20.0.5'])];
    // So many that what changes is judged alone, and not everything with it.
    const others = Array.from({ length: 400 }, (_, at) =>
      virtualMachine(`other-${at}`, 'hv1', { addresses: [`10.21.${Math.floor(at / 200)}.${at % 200}`] }),
    );
    const hv1 = host('hv1', { memory: 2 ** 50, cpus: 1000 });
    await pull({ hosts: [hv1], virtual_machines: [machine, ...others], zones: [zone('dc.example')], record_sets });
    await pull({ virtual_machines: [{ ...machine, state: 'shut-off', addresses: [] }, ...others] });
    expect(await findings()).not.toContain('record-set-dangling m1.dc.example A');
    expect(await findings()).not.toContain('record-set-unowned m1.dc.example A');
    await proveNothingWasMissed();
    // It runs with another address: now the old one is nobody's.
    await pull({ virtual_machines: [{ ...machine, addresses: ['10.20.0.6'] }, ...others] });
    expect(await findings()).toContain('record-set-dangling m1.dc.example A');
    await proveNothingWasMissed();
  });

  it('a record set of a machine that is gone dangles', async () => {
    const machine = virtualMachine('m1', 'hv1', { addresses: ['10.20.0.5'] });
    const record_sets = [recordSet('dc.example', 'm1.dc.example', ['10.20.0.5'])];
    const others = Array.from({ length: 12 }, (_, at) => virtualMachine(`other-${at}`, 'hv1'));
    await pull({
      hosts: [host('hv1')],
      virtual_machines: [machine, ...others],
      zones: [zone('dc.example')],
      record_sets,
    });
    expect(await findings()).not.toContain('record-set-dangling m1.dc.example A');
    for (let times = 0; times < 2; times += 1) await pull({ virtual_machines: others });
    expect(await findings()).toContain('record-set-dangling m1.dc.example A');
    await proveNothingWasMissed();
  });
});
