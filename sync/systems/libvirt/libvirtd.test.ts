import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Libvirtd, startLibvirtd } from '../../../lab/libvirtd.ts';
import { programNamed } from '../../../lab/program.ts';
import { startSshd } from '../../../lab/sshd.ts';
import { nodeOfDomains } from '../../../lab/test-node.ts';
import { testDatabase, type TestDatabase } from '../../../model/test-database.ts';
import { checkWith, pullAll, PullRecord, withTools } from '../conformance/pull-all.ts';
import type { Measurement, PulledSource, Row, System } from '../system.ts';
import { sourceIntoModel } from './into-model.ts';
import { libvirt } from './libvirt.ts';

const installed = (await programNamed('libvirtd')) && (await programNamed('virsh'));
const hasSshd = await programNamed('sshd');
if (!installed) console.warn('sync/systems/libvirt: no real libvirtd is pulled, for want of libvirtd and virsh');

const soon = { timeout: 15_000 };
/** A third runs, a third is paused, a third is shut off. */
const states = ['running', 'paused', 'shut off'] as const;
const node = (count: number) =>
  nodeOfDomains(count).replaceAll(/<domain type="test">([^]*?)<\/domain>/g, (_, inside: string) => {
    const at = Number(/vm-(\d+)/.exec(inside)![1]);
    const runstate = { running: 1, paused: 3, 'shut off': 5 }[states[at % 3]!];
    return `<domain type="test" xmlns:test="http://libvirt.org/schemas/domain/test/1.0">${inside}<test:runstate>${runstate}</test:runstate></domain>`;
  });

describe.skipIf(!installed)('a real libvirtd', () => {
  let libvirtd: Libvirtd;
  let db: TestDatabase;
  beforeAll(async () => {
    [libvirtd, db] = [(await startLibvirtd())!, await testDatabase()];
  });
  afterAll(async () => {
    await Promise.all([libvirtd?.stop(), db?.drop()]);
  });

  const virsh = async (uri: string, commands: string) => {
    const { stdout } = await promisify(execFile)('virsh', ['-q', '-c', libvirtd.virshUri(uri), commands], {
      maxBuffer: 64 * 2 ** 20,
    });
    return stdout;
  };
  const bySocket = (uri: string) => libvirtd.virshUri(uri);
  const sourceOf = (...hosts: string[]): PulledSource => ({
    id: '0192f000-0000-7000-8000-000000000007',
    name: 'libvirtd',
    settings: { group: 'lab', hosts },
    secrets: {},
  });
  const pull = async (...hosts: string[]) => {
    const record = await pullAll(libvirt, sourceOf(...hosts));
    expect(record.error).toBeUndefined();
    return record;
  };

  it('has the machines that virsh says, and as virsh says', async () => {
    const uri = await libvirtd.nodeUri(node(200));
    const record = await pull(bySocket(uri));
    expect(record.ends().filter(({ complete }) => !complete)).toEqual([]);
    const rows = record.rows('virtual_machines') as Row<'virtual_machines'>[];
    const said = await virsh(uri, Array.from({ length: 200 }, (_, at) => `dominfo vm-${at + 1}`).join('; '));
    const value = (text: string, name: string) => new RegExp(`^${name}: +(.*)$`, 'm').exec(text)![1]!;
    const kib = (text: string, name: string) => Number(value(text, name).replace(' KiB', '')) * 1024;
    const theirs = said.split(/^(?=Id: )/m).map((text) => ({
      name: value(text, 'Name'),
      key: value(text, 'UUID'),
      state: value(text, 'State'),
      vcpus: Number(value(text, 'CPU\\(s\\)')),
      maxMemory: kib(text, 'Max memory'),
      memory: kib(text, 'Used memory'),
      persistent: value(text, 'Persistent') === 'yes',
      autostart: value(text, 'Autostart') === 'enable',
    }));
    expect(theirs).toHaveLength(200);
    const ours = rows.map(({ name, key, state, vcpus, maxMemory, memory, persistent, autostart }) => ({
      name, key, state: state.replace('-', ' '), vcpus, maxMemory, memory, persistent, autostart,
    })); // prettier-ignore
    const sorted = (list: { name: string }[]) => list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(sorted(ours)).toEqual(sorted(theirs));
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['running', 'paused', 'shut-off']));
    const free = record.ofType('page').flatMap(({ ifFree, rows: some }) => (ifFree ? some.map((row) => (row as { state?: string }).state) : [])); // prettier-ignore
    expect(new Set(free)).toEqual(new Set(['shut-off']));
  });

  it('is the same at the second look', async () => {
    const uri = await libvirtd.nodeUri(node(200));
    const texts = async () => {
      const record = await pull(bySocket(uri));
      const rows = libvirt.card.provides.flatMap((kind) => record.rows(kind));
      return rows.map((row) => JSON.stringify(row)).toSorted();
    };
    expect(await texts()).toEqual(await texts());
  });

  it('has the host, its storage and its networks as virsh says', async () => {
    const uri = 'test:///default';
    await virsh(uri, 'autostart test');
    try {
      const record = await pull(bySocket(uri));
      expect(record.ends().filter(({ complete }) => !complete)).toEqual([]);
      const [host] = record.rows('hosts') as Row<'hosts'>[];
      const version = /library: libvirt (\S+)/.exec(await virsh(uri, 'version'))![1];
      expect(host).toMatchObject({
        name: (await virsh(uri, 'hostname')).trim(),
        libvirtVersion: version,
        driver: 'TEST',
      });
      expect([host!.cpus, host!.sockets, host!.cores, host!.threads, host!.memory]).toEqual(
        ['CPU\\(s\\)', 'CPU socket\\(s\\)', 'Core\\(s\\) per socket', 'Thread\\(s\\) per core', 'Memory size'].map(
          ((info) => (name) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(info)![1]) * (name === 'Memory size' ? 1024 : 1))(
            await virsh(uri, 'nodeinfo'),
          ),
        ),
      ); // prettier-ignore
      const info = await virsh(uri, 'pool-info default-pool --bytes');
      const bytes = (name: string) => Number(new RegExp(`${name}: +(\\d+)`).exec(info)![1]);
      expect(record.rows('storage_pools')).toMatchObject([
        { name: 'default-pool', state: 'running', capacity: bytes('Capacity'), allocation: bytes('Allocation'), available: bytes('Available'), autostart: false },
      ]); // prettier-ignore
      expect(record.rows('networks')).toMatchObject([{ name: 'default', forward: 'nat', bridge: 'virbr0', ranges: ['192.168.122.0/24'] }]); // prettier-ignore
    } finally {
      await virsh(uri, 'autostart --disable test');
    }
  });

  it.runIf(hasSshd)('is the same by way of ssh, by TLS and by TCP', async () => {
    const sshd = (await startSshd())!;
    try {
      const { socketPath, tcpPort, tls } = libvirtd;
      const at = '127.0.0.1';
      const source = sourceOf(
        `test+ssh://${sshd.user}@${at}:${sshd.port}/default?socket=${socketPath}`,
        `test+tls://localhost:${tls.port}/default`,
        `test+tcp://${at}:${tcpPort}/default`,
      );
      const settings = {
        ...source.settings,
        sshHostKeys: [`[${at}]:${sshd.port} ${sshd.hostKey}`],
        caCertificate: tls.ca,
        clientCertificate: tls.cert,
      };
      const record = await pullAll(libvirt, {
        ...source,
        settings,
        secrets: { sshKey: sshd.privateKey, clientKey: tls.key },
      });
      expect(record.ends().filter(({ complete }) => !complete)).toEqual([]);
      expect((record.rows('virtual_machines') as Row<'virtual_machines'>[]).map(({ name }) => name)).toEqual([
        'test',
        'test',
        'test',
      ]);
      expect((record.rows('hosts') as Row<'hosts'>[]).map(({ addresses }) => addresses.includes(at))).toEqual([true, true, true]); // prettier-ignore
      const unknown = await pullAll(libvirt, { ...source, settings: { ...settings, sshHostKeys: [] }, secrets: { sshKey: sshd.privateKey, clientKey: tls.key } }); // prettier-ignore
      expect(unknown.ends().filter(({ complete }) => !complete)).toHaveLength(5);
      expect(unknown.troubles()[0]).toMatchObject({ type: 'auth', needs: 'sshHostKeys' });
    } finally {
      await sshd.stop();
    }
  });

  it('is measured as far as its driver measures', async () => {
    const all: Measurement[] = [];
    await withTools({}, new PullRecord(), async (tools) => {
      for await (const one of libvirt.measure!(sourceOf(bySocket('test:///default')), tools)) all.push(one);
    });
    const uuid = (await virsh('test:///default', 'domuuid test')).trim();
    expect(all).toMatchObject([
      { type: 'measures', kind: 'hosts', rows: [{ cpuShare: null, memoryUsed: null }] },
      {
        type: 'measures',
        kind: 'virtual_machines',
        rows: [{ key: uuid, cpuShare: null, memoryUsed: null, diskRead: null }],
      },
    ]);
  });

  it('is told in the test of the connection, also where it is not there', async () => {
    const check = await checkWith(
      libvirt,
      sourceOf(bySocket('test:///default'), 'qemu+unix:///system?socket=/nowhere'),
    );
    expect(check).toMatchObject({ ok: false, account: 'lab' });
    expect(check.items).toMatchObject([
      { ability: 'Host localhost/nowhere', ok: false, detail: expect.stringContaining('ENOENT') },
      { ok: true, detail: null },
    ]);
  });

  it('is in the model as it says by itself', async () => {
    const model = await sourceIntoModel(db, 'events', () => [bySocket('test:///default')]);
    await model.pull();
    const state = async () => (await model.rows(`SELECT state, gone_at FROM virtual_machines WHERE name = 'test'`))[0];
    expect(await state()).toMatchObject({ state: 'running' });
    const ear = model.listen();
    try {
      await vi.waitFor(() => expect(ear.missed).toHaveLength(5), soon);
      for (const [command, expected] of [
        ['suspend test', 'paused'],
        ['resume test', 'running'],
        ['destroy test', 'shut-off'],
        ['start test', 'running'],
      ] as const) {
        await virsh('test:///default', command);
        await vi.waitFor(async () => expect(await state()).toMatchObject({ state: expected, gone_at: null }), soon);
      }
      const poolState = async () => (await model.rows('SELECT state FROM storage_pools'))[0];
      await virsh('test:///default', 'pool-destroy default-pool');
      await vi.waitFor(async () => expect(await poolState()).toEqual({ state: 'inactive' }), soon);
      await virsh('test:///default', 'net-destroy default');
      await vi.waitFor(async () => expect(await model.rows('SELECT state FROM networks')).toEqual([{ state: 'inactive' }]), soon); // prettier-ignore
      await virsh('test:///default', 'destroy test; undefine test');
      await vi.waitFor(async () => expect((await state())!['gone_at']).not.toBeNull(), soon);
    } finally {
      await ear.stop();
      await model.rows('DELETE FROM virtual_machines');
    }
  });

  it('that is killed in the middle of a pull takes nothing away, and the next pull is whole', async () => {
    const uri = await libvirtd.nodeUri(node(1000));
    const model = await sourceIntoModel(db, 'killed', () => [bySocket(uri)]);
    expect((await model.pull()).state).toBe('complete');
    const live = () => model.rows(`SELECT count(*)::int AS live FROM virtual_machines WHERE gone_at IS NULL`);
    expect(await live()).toEqual([{ live: 1000 }]);
    const killedAt = (type: 'page' | 'end', kind: string): System => ({
      ...libvirt,
      async *pull(...how) {
        for await (const item of libvirt.pull(...how)) {
          yield item;
          if (item.type === type && item.kind === kind) await libvirtd.kill();
        }
      },
    });
    for (const [type, kind] of [
      ['end', 'hosts'],
      ['page', 'virtual_machines'],
      ['page', 'virtual_machines'],
    ] as const) {
      // What libvirtd had sent before it died is still read: which scopes are whole by then is chance, what they say is not.
      const broken = await model.pull(killedAt(type, kind));
      expect(broken.outcomes.filter(({ complete }) => !complete)).not.toEqual([]);
      expect(broken.outcomes.filter(({ gone, updated, held }) => gone + updated + held > 0)).toEqual([]);
      await libvirtd.restart();
    }
    expect(await live()).toEqual([{ live: 1000 }]);
    const whole = await model.pull();
    expect(whole.state).toBe('complete');
    expect(whole.outcomes.filter((one) => one.created + one.updated + one.gone > 0)).toEqual([]);
    expect(await live()).toEqual([{ live: 1000 }]);
  });
});
