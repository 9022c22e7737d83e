import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { How } from '../../../lab/fault-kinds.ts';
import { type LabHosts, startLabHosts } from '../../../lab/testing/lab-hosts.ts';
import { hostOf } from '../../../lab/testing/test-hosts.ts';
import { checkWith, pullAll } from '../conformance/pull-all.ts';
import { SystemError } from '../errors.ts';
import type { Row } from '../system.ts';
import { libvirt } from './libvirt.ts';

const kinds = ['hosts', 'virtual_machines', 'storage_pools', 'volumes', 'networks'] as const;

describe('a pull of hosts', () => {
  let lab: LabHosts;
  beforeEach(async () => {
    lab = await startLabHosts([hostOf('hv-1', 4), hostOf('hv-2', 2)]);
  });
  afterEach(() => lab.stop());
  const pull = (hosts: string[] = lab.source.settings.hosts) =>
    pullAll(libvirt, { ...lab.source, settings: { ...lab.source.settings, hosts } });
  const fail = (operation: string, what: How) =>
    lab.hypervisors.faults.add({ service: 'libvirt', host: 'hv-1', operation, what });
  const machines = async () => (await pull()).rows('virtual_machines') as Row<'virtual_machines'>[];
  const first = async () => (await machines()).find(({ name }) => name === 'hv-1-vm-1');

  it('has a host with what is on it', async () => {
    const record = await pull();
    const hostKey = lab.keyOf('hv-1');
    const [host] = record.rows('hosts', hostKey) as Row<'hosts'>[];
    expect(host).toMatchObject({
      key: hostKey,
      name: 'hv-1',
      account: 'lab',
      uri: lab.hypervisors.at('hv-1').uri,
      addresses: ['127.0.0.1'],
      driver: 'QEMU',
      hypervisorVersion: '7.2.0',
      libvirtVersion: '9.0.0',
      cpus: 32,
      cpuModel: 'EPYC-Rome',
      architecture: 'x86_64',
      memory: 128 * 2 ** 30,
      hostUuid: lab.host('hv-1').facts.uuid,
    });
    expect(record.rows('storage_pools', hostKey)).toMatchObject([
      { key: `${hostKey}/default`, name: 'default', state: 'running', type: 'dir', host: 'hv-1', hostKey, account: 'lab', path: '/var/lib/libvirt/images', autostart: true, capacity: 2 ** 41 },
    ]); // prettier-ignore
    expect(record.rows('volumes', hostKey)).toHaveLength(4);
    expect(record.rows('volumes', hostKey)[0]).toMatchObject({
      key: `${hostKey}/default/hv-1-vm-1.qcow2`,
      pool: 'default',
      format: 'qcow2',
      path: '/var/lib/libvirt/images/hv-1-vm-1.qcow2',
      capacity: 20 * 2 ** 30,
      allocation: 4 * 2 ** 30,
    });
    expect(record.rows('networks', hostKey)).toMatchObject([
      { key: `${hostKey}/default`, state: 'active', forward: 'nat', bridge: 'virbr0', ranges: ['192.0.2.0/24'], autostart: true },
    ]); // prettier-ignore
  });

  it('has machines with what their networks and their agents know', async () => {
    const rows = await machines();
    expect(rows.find(({ name }) => name === 'hv-1-vm-1')).toMatchObject({
      key: lab.machine('hv-1', 'hv-1-vm-1').id,
      state: 'running',
      autostart: true,
      persistent: true,
      addresses: ['192.0.2.10'],
      hostname: 'hv-1-vm-1.example',
      guestOs: 'Debian GNU/Linux 12 (bookworm)',
      disks: [{ target: 'vda', source: 'default/hv-1-vm-1.qcow2', format: 'qcow2' }],
      interfaces: [{ type: 'network', source: 'default', model: 'virtio' }],
    });
    const others = rows.filter(({ hostKey }) => hostKey === lab.keyOf('hv-1')).map(({ name, state, autostart, hostname }) => ({ name, state, autostart, hostname })); // prettier-ignore
    expect(others.filter(({ name }) => name !== 'hv-1-vm-1')).toEqual([
      { name: 'hv-1-vm-2', state: 'running', autostart: false, hostname: null },
      { name: 'hv-1-vm-3', state: 'running', autostart: true, hostname: null },
      { name: 'hv-1-vm-4', state: 'shut-off', autostart: false, hostname: null },
    ]);
  });

  it('tells those that do not run apart: they are this host’s where no other has them', async () => {
    const pages = (await pull()).ofType('page').filter(({ kind }) => kind === 'virtual_machines');
    const free = pages.flatMap(({ ifFree = false, rows }) => (rows as Row<'virtual_machines'>[]).map(({ state }) => [state, ifFree])); // prettier-ignore
    expect(new Set(free.map(String))).toEqual(new Set(['running,false', 'shut-off,true']));
  });

  it.each(['hang', 'error'] as const)(
    'does without an agent that answers with %s, and keeps its last word',
    async (how) => {
      const before = await first();
      const what = how === 'error' ? { how, code: 86 } : { how };
      fail('domainInterfaceAddresses', what);
      const record = await pull();
      expect(record.rows('virtual_machines').find(({ key }) => key === before?.key)).toEqual(before);
      expect(record.ends().filter(({ complete }) => !complete)).toEqual([]);
    },
    60_000,
  );

  it('has no storage and no networks where the host has no drivers for them', async () => {
    for (const operation of ['connectListAllStoragePools', 'connectListAllNetworks'])
      fail(operation, { how: 'error', code: 3 });
    const record = await pull();
    expect(record.ends().filter(({ complete }) => !complete)).toEqual([]);
    const hostKey = lab.keyOf('hv-1');
    for (const kind of ['storage_pools', 'volumes', 'networks'] as const)
      expect(record.rows(kind, hostKey)).toEqual([]);
    expect(record.rows('virtual_machines', hostKey)).toHaveLength(4);
  });

  it('passes over a machine that went between the list and the look at it', async () => {
    fail('domainGetXmlDesc', { how: 'error', code: 42 });
    const record = await pull();
    expect(record.rows('virtual_machines', lab.keyOf('hv-1'))).toEqual([]);
    expect(record.end({ kind: 'virtual_machines', scope: lab.keyOf('hv-1') })).toMatchObject({ complete: true });
  });

  it('does not call addresses complete that could not be asked for', async () => {
    fail('networkGetDhcpLeases', { how: 'error', code: 1 });
    const record = await pull();
    const scope = { kind: 'virtual_machines' as const, scope: lab.keyOf('hv-1') };
    expect(record.end(scope)).toMatchObject({ complete: false, error: { type: 'transient' } });
    expect(record.rows('virtual_machines', scope.scope)).toEqual([]);
    expect(record.ends().filter(({ complete }) => !complete)).toHaveLength(1);
  });

  it.each([
    ['permission', 'connectOpen', { how: 'error', code: 29 }, 'auth'],
    ['access', 'connectListAllDomains', { how: 'error', code: 88 }, 'auth'],
    ['hypervisor', 'connectOpen', { how: 'error', code: 5 }, 'permanent'],
    ['broken connection', 'connectOpen', { how: 'reset' }, 'transient'],
    ['other server', 'authList', { how: 'garbage' }, 'malformed'],
  ] as const)(
    'says of a host without %s what is the matter, and lists the others',
    async (_, operation, what, type) => {
      fail(operation, what);
      const record = await pull();
      expect(record.error).toBeUndefined();
      const failed = record.ends().filter(({ complete }) => !complete);
      expect(failed.length).toBeGreaterThan(0);
      for (const { scope, error } of failed) {
        expect(scope).toBe(lab.keyOf('hv-1'));
        expect(error).toBeInstanceOf(SystemError);
        expect(error).toMatchObject({ type });
      }
      expect(record.ends().filter(({ scope, complete }) => complete && scope === lab.keyOf('hv-2'))).toHaveLength(5);
    },
  );

  it('waits for nobody: those that answer are listed while another keeps silent, which is then said of it', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const key = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const record = await pull([`qemu+tcp://${key}/system`, ...lab.source.settings.hosts]);
    silent.close();
    const order = record.ends().map(({ scope }) => scope);
    expect(order.slice(-5)).toEqual(kinds.map(() => key));
    for (const kind of kinds)
      expect(record.end({ kind, scope: key })).toMatchObject({
        complete: false,
        error: { type: 'transient', message: 'no answer within 10 s' },
      });
  }, 60_000);

  it('says what the source lacks for a host', async () => {
    const record = await pull(['qemu+tls://127.0.0.1/system', 'qemu+ssh://ops@127.0.0.1:2222/system']);
    expect(record.end({ kind: 'hosts', scope: '127.0.0.1' })).toMatchObject({
      error: { type: 'permanent', needs: 'caCertificate' },
    });
    expect(record.end({ kind: 'hosts', scope: '127.0.0.1:2222' })).toMatchObject({
      error: { type: 'permanent', needs: 'sshKey' },
    });
  });

  it('in its test names twenty hosts, those that fail first, and counts the others', async () => {
    const nobody = Array.from({ length: 3 }, (_, at) => `qemu+tcp://127.0.0.1:${at + 1}/system`);
    const several = Array.from({ length: 25 }, (_, at) => `qemu+unix:///system?socket=/nowhere/${at}`);
    const { settings } = lab.source;
    const check = await checkWith(libvirt, { ...lab.source, settings: { ...settings, hosts: [...settings.hosts, ...nobody] } }); // prettier-ignore
    expect(check).toMatchObject({ ok: false, account: 'lab' });
    expect(check.items.map(({ ok }) => ok)).toEqual([false, false, false, true, true]);
    expect(check.items[0]).toMatchObject({ ability: 'Host 127.0.0.1:1', detail: 'connect ECONNREFUSED 127.0.0.1:1' });
    const many = await checkWith(libvirt, { ...lab.source, settings: { ...settings, hosts: several } });
    expect(many).toMatchObject({ ok: false, account: null });
    expect(many.items).toHaveLength(21);
    expect(many.items.at(-1)).toEqual({
      ability: 'and 5 other hosts',
      ok: false,
      needs: null,
      detail: '5 of them fail',
    });
  });
});
