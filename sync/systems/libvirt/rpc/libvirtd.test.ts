import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { selfSignedCertificate } from '../../../../lab/certificate.ts';
import { type Libvirtd, startLibvirtd } from '../../../../lab/libvirtd.ts';
import { leaseOnNetwork } from '../../../../lab/network-leases.ts';
import { programNamed } from '../../../../lab/program.ts';
import { nodeOfDomains } from '../../../../lab/test-node.ts';
import { addressPolicy } from '../../../../runtime/http/address-policy.ts';
import { BackOff } from './back-off.ts';
import type { LibvirtEvent } from './events.ts';
import { domainXml } from './flags.ts';
import { nodeCpuStats, nodeMemoryStats } from './node-statistics.ts';
import { ReconnectingSession } from './reconnecting.ts';
import { Session } from './session.ts';
import { dialTcp } from './transports/tcp.ts';
import { dialTls } from './transports/tls.ts';
import { dialUnix } from './transports/unix.ts';
import { byField } from './typed-parameters.ts';

const installed = (await programNamed('libvirtd')) && (await programNamed('virsh'));
const policy = addressPolicy({ allow: ['127.0.0.0/8'] });
const all = { needResults: true, flags: 0 };

describe.skipIf(!installed)('a real libvirtd', () => {
  let libvirtd: Libvirtd;
  beforeAll(async () => {
    libvirtd = (await startLibvirtd())!;
  });
  afterAll(() => libvirtd.stop());

  const ways: Record<string, () => Promise<Duplex>> = {
    socket: () => dialUnix({ path: libvirtd.socketPath }),
    TCP: () => dialTcp({ host: '127.0.0.1', port: libvirtd.tcpPort, policy }),
    'TLS by name': () => dialTls({ host: 'localhost', policy, ...libvirtd.tls }),
    'TLS by address': () => dialTls({ host: '127.0.0.1', policy, ...libvirtd.tls }),
  };
  const open = async (uri = 'test:///default', options = {}) =>
    Session.open(await ways['socket']!(), { uri, ...options });
  const virsh = async (uri: string, ...command: string[]) => {
    const { stdout } = await promisify(execFile)('virsh', ['-q', '-c', libvirtd.virshUri(uri), ...command]);
    return stdout.trim();
  };

  it.each(Object.keys(ways))('is the same over %s as virsh says', async (way) => {
    const uri = await libvirtd.nodeUri(nodeOfDomains(200));
    const session = await Session.open(await ways[way]!(), { uri, readOnly: true });
    const domains = await session.call('connectListAllDomains', all);
    const listed = (await virsh(uri, 'list', '--all', '--uuid')).split('\n').map((line) => line.trim());
    expect(domains.map(({ uuid }) => uuid).toSorted()).toEqual(listed.toSorted());
    expect(domains).toHaveLength(200);

    const documents = await Promise.all(
      domains.map((domain) => session.call('domainGetXmlDesc', { domain, flags: domainXml.inactive })),
    );
    const some = [0, 99, 199];
    const commands = some.map((at) => `dumpxml --inactive ${domains[at]!.uuid}`).join('; ');
    expect(some.map((at) => documents[at]!.trim()).join('\n')).toBe(await virsh(uri, commands));
    await session.close();
  });

  it('tells of itself what virsh tells', async () => {
    const session = await open();
    expect(await session.call('connectGetType', {})).toBe('TEST');
    expect(await session.call('connectGetUri', {})).toBe('test:///default');
    expect(await session.call('connectGetHostname', {})).toBe(await virsh('test:///default', 'hostname'));
    const version = Number(await session.call('connectGetLibVersion', {}));
    const said = /library: libvirt (\d+)\.(\d+)\.(\d+)/.exec(await virsh('test:///default', 'version'))!;
    expect(version).toBe(Number(said[1]) * 1_000_000 + Number(said[2]) * 1000 + Number(said[3]));
    const info = await session.call('nodeGetInfo', {});
    expect(info).toMatchObject({ model: 'i686', memory: 3_145_728n, cpus: 16, mhz: 1400, nodes: 2 });
    expect(await session.call('connectGetCapabilities', {})).toContain('<capabilities>');
    expect([...(await nodeCpuStats(session)).keys()]).toEqual(['user', 'kernel', 'idle', 'iowait']);
    await session.close();
    const host = await open('qemu:///session');
    const memory = await nodeMemoryStats(host);
    expect(await virsh('qemu:///session', 'nodememstats')).toContain(`${memory.get('total')} KiB`);
    expect(await host.call('nodeGetFreeMemory', {})).toBeGreaterThan(0n);
    await host.close();
  });

  it('answers in its own words', async () => {
    const session = await open();
    await expect(session.call('domainLookupByName', { name: 'web-9' })).rejects.toMatchObject({ code: 42 });
    const domain = await session.call('domainLookupByName', { name: 'test' });
    await expect(session.call('domainCreate', { domain })).rejects.toMatchObject({
      procedure: 'domainCreate',
      message: expect.stringContaining("Domain 'test' is already running"),
    });
    await session.close();
    const reader = await open('test:///default', { readOnly: true });
    await expect(reader.call('domainDestroy', { domain })).rejects.toMatchObject({ code: 29 });
    await reader.close();
    await expect(open('xen:///system')).rejects.toMatchObject({ procedure: 'connectOpen' });
  });

  it('does what it is told, and says so in events', async () => {
    const [session, other] = [await open(), await open()];
    const seen: LibvirtEvent[] = [];
    const end = await other.events.register('domainLifecycle', (event) => seen.push(event));
    const domain = await session.call('domainLookupByName', { name: 'test' });
    const state = async () => [
      (await session.call('domainGetState', { domain, flags: 0 })).state,
      (await virsh('test:///default', 'domstate', 'test')).replace('shut off', 'shutoff'),
    ];
    for (const [act, after] of [
      ['domainSuspend', 'paused'],
      ['domainResume', 'running'],
      ['domainShutdown', 'shutoff'],
      ['domainCreate', 'running'],
      ['domainDestroy', 'shutoff'],
    ] as const) {
      await session.call(act, { domain });
      expect(await state(), act).toEqual([after, after]);
    }
    await session.call('domainCreate', { domain });
    await session.call('domainReboot', { domain, flags: 0 });
    await session.call('domainSetAutostart', { domain, autostart: true });
    expect(await session.call('domainGetAutostart', { domain })).toBe(true);
    expect(await virsh('test:///default', 'dominfo', 'test')).toMatch(/Autostart: +enable/);
    await session.call('domainSetAutostart', { domain, autostart: false });
    await vi.waitFor(() =>
      expect(seen.map((event) => event.kind === 'domainLifecycle' && event.event)).toEqual([
        'suspended',
        'resumed',
        'stopped',
        'started',
        'stopped',
        'started',
      ]),
    );
    await end();
    const before = seen.length;
    await session.call('domainSuspend', { domain });
    await session.call('domainResume', { domain });
    await other.call('connectGetHostname', {});
    expect(seen).toHaveLength(before);
    await Promise.all([session.close(), other.close()]);
  });

  it('loses none of 600 events', async () => {
    const session = await open();
    let starts = 0;
    let stops = 0;
    await session.events.register('domainLifecycle', (event) => {
      if (event.kind !== 'domainLifecycle') return;
      if (event.event === 'started') starts += 1;
      if (event.event === 'stopped') stops += 1;
    });
    const domain = await session.call('domainLookupByName', { name: 'test' });
    await session.call('domainDestroy', { domain });
    for (let time = 0; time < 300; time += 1) {
      await session.call('domainCreate', { domain });
      await session.call('domainDestroy', { domain });
    }
    await vi.waitFor(() => expect([starts, stops]).toEqual([300, 301]));
    await session.call('domainCreate', { domain });
    await session.close();
  });

  it('gives statistics of every domain in one call', async () => {
    const uri = await libvirtd.nodeUri(nodeOfDomains(50));
    const session = await open(uri);
    const records = await session.call('connectGetAllDomainStats', { domains: [], stats: 0, flags: 0 });
    const told = records.map(({ domain, parameters }) => [domain.name, byField(parameters).get('state.state')]);
    const stats = await virsh(uri, 'domstats', '--state');
    const said = [...stats.matchAll(/Domain: '(.*)'\s+state\.state=(\d)/g)].map(([, name, state]) => [
      name,
      Number(state),
    ]);
    expect(told.toSorted()).toEqual(said.toSorted());
    expect(told).toHaveLength(50);
    await session.close();
  });

  it('keeps storage whose bytes come and go as they are', async () => {
    const session = await open('qemu:///session');
    const folder = join(libvirtd.folder, 'images');
    const xml = `<pool type="dir"><name>images</name><target><path>${folder}</path></target></pool>`;
    const pool = await session.call('storagePoolDefineXml', { xml, flags: 0 });
    expect(await session.call('storagePoolLookupByUuid', { uuid: pool.uuid })).toEqual(pool);
    expect(await session.call('storagePoolGetInfo', { pool })).toMatchObject({ state: 'inactive' });
    await virsh('qemu:///session', 'pool-build', 'images');
    await session.call('storagePoolCreate', { pool, flags: 0 });
    const { state, capacity } = await session.call('storagePoolGetInfo', { pool });
    expect(state).toBe('running');
    expect(capacity).toBeGreaterThan(0n);

    const image = randomBytes(5 * 1024 * 1024 + 13);
    const make = `<volume><name>web-1.img</name><capacity>${image.length}</capacity></volume>`;
    const volume = await session.call('storageVolCreateXml', { pool, xml: make, flags: 0 });
    const transfer = { volume, offset: 0n, length: BigInt(image.length), flags: 0 };
    await pipeline(Readable.from([image]), await session.stream('storageVolUpload', transfer));
    expect((await buffer(await session.stream('storageVolDownload', transfer))).equals(image)).toBe(true);
    // Given up in the middle, as a browser does; the session goes on.
    const partial = await session.stream('storageVolDownload', transfer);
    await new Promise((some) => partial.once('data', some));
    partial.destroy();

    expect(await session.call('storagePoolListAllVolumes', { pool, ...all })).toEqual([volume]);
    const path = await session.call('storageVolGetPath', { volume });
    expect(path).toBe(join(folder, 'web-1.img'));
    expect(await session.call('storageVolLookupByPath', { path })).toEqual(volume);
    const info = await session.call('storageVolGetInfo', { volume });
    expect(info).toMatchObject({ type: 'file', capacity: BigInt(image.length) });
    const tooMuch = async () => {
      const short = await session.stream('storageVolUpload', { ...transfer, length: 10n });
      await pipeline(Readable.from([image]), short);
    };
    await expect(tooMuch()).rejects.toMatchObject({ code: 38, procedure: 'storageVolUpload' });
    await session.call('storageVolDelete', { volume, flags: 0 });
    await session.call('storagePoolDestroy', { pool });
    await session.call('storagePoolUndefine', { pool });
    await session.close();
  });

  it('knows which addresses a network gave away', async () => {
    const uuid = '0a8f2f2c-6a4c-4f6b-8f7e-2d3f5d2f7f10';
    const file = join(libvirtd.folder, 'network.xml');
    await writeFile(
      file,
      `<network><name>inside</name><uuid>${uuid}</uuid><bridge name="swtest1"/>
       <ip address="192.0.2.1" netmask="255.255.255.0"><dhcp><range start="192.0.2.10" end="192.0.2.99"/></dhcp></ip></network>`,
      { mode: 0o644 },
    );
    await virsh('qemu:///session', 'net-define', file);
    const expiry = Math.ceil(Date.now() / 1000) + 3600;
    await leaseOnNetwork(libvirtd.socketPath, 'swtest1', [
      { 'ip-address': '192.0.2.10', 'mac-address': '52:54:00:00:00:01', hostname: 'web-1', 'expiry-time': expiry },
      { 'ip-address': '192.0.2.11', 'mac-address': '52:54:00:00:00:02', 'expiry-time': expiry - 7200 },
    ]);
    const session = await open('qemu:///session', { readOnly: true });
    const network = await session.call('networkLookupByUuid', { uuid });
    expect(await session.call('connectListAllNetworks', all)).toEqual([network]);
    const leases = await session.call('networkGetDhcpLeases', { network, mac: undefined, ...all });
    expect(leases).toEqual([
      {
        interface: 'swtest1',
        expiry: BigInt(expiry),
        type: 'ipv4',
        mac: '52:54:00:00:00:01',
        iaid: undefined,
        address: '192.0.2.10',
        prefix: 24,
        hostname: 'web-1',
        clientId: undefined,
      },
    ]);
    const none = await session.call('networkGetDhcpLeases', { network, mac: '52:54:00:00:00:09', ...all });
    expect(none).toEqual([]);
    await session.close();
  });

  it('answers over TLS whatever is asked at once, with no ping to wake it', async () => {
    const options = { uri: await libvirtd.nodeUri(nodeOfDomains(50)), keepalive: false, timeoutMs: 10_000 } as const;
    for (let round = 0; round < 20; round += 1) {
      const session = await Session.open(await ways['TLS by name']!(), options);
      const domains = await session.call('connectListAllDomains', all);
      const documents = domains.map((domain) => session.call('domainGetXmlDesc', { domain, flags: 0 }));
      expect(await Promise.all(documents)).toHaveLength(50);
      await session.close();
    }
  });

  it('turns away who shows no good certificate, and is told apart from others', async () => {
    const { port, ca } = libvirtd.tls;
    const stranger = selfSignedCertificate({ name: 'stranger.test' });
    await expect(dialTls({ host: 'localhost', port, policy, ca, ...stranger })).rejects.toMatchObject({ type: 'auth' });
    const other = { ...libvirtd.tls, ca: stranger.cert };
    await expect(dialTls({ host: 'localhost', policy, ...other })).rejects.toMatchObject({ type: 'unreachable' });
    const elsewhere = { host: '127.0.0.1', serverName: 'kvm-2.example', policy, ...libvirtd.tls };
    await expect(dialTls(elsewhere)).rejects.toThrow(/does not match|altnames/);
    const nowhere = addressPolicy({ allow: [] });
    await expect(dialTls({ host: 'localhost', ...libvirtd.tls, policy: nowhere })).rejects.toThrow(
      'Refused to connect',
    );
    await expect(dialTcp({ host: '127.0.0.1', port, policy: nowhere })).rejects.toThrow('Refused to connect');
    await expect(dialUnix({ path: '/nowhere/libvirt-sock' })).rejects.toMatchObject({ type: 'unreachable' });
  });
});

describe.skipIf(!installed)('a libvirtd with other rules', () => {
  it.each([
    ['auth_unix_rw = "polkit"', "libvirtd's polkit refuses us"],
    ['auth_unix_rw = "sasl"', 'asks for sasl authentication, which is not supported'],
  ])('of %s is not entered, and it is said why', async (line, message) => {
    const libvirtd = (await startLibvirtd({ config: [line] }))!;
    const relay = await relayAsNobody(libvirtd.socketPath);
    try {
      const socket = await dialTcp({ host: '127.0.0.1', port: relay.port, policy });
      const opening = Session.open(socket, { uri: 'test:///default' });
      await expect(opening).rejects.toMatchObject({ type: 'auth', message: expect.stringContaining(message) });
    } finally {
      relay.stop();
      await libvirtd.stop();
    }
  });

  it('that lets in listed names only refuses ours in the handshake', async () => {
    const libvirtd = (await startLibvirtd({ config: ['tls_allowed_dn_list = [ "CN=someone-else.test" ]'] }))!;
    try {
      const dialing = dialTls({ host: 'localhost', policy, ...libvirtd.tls });
      await expect(dialing).rejects.toMatchObject({
        type: 'auth',
        message: expect.stringContaining('tls_allowed_dn_list'),
      });
    } finally {
      await libvirtd.stop();
    }
  });

  it('that drops who does not answer its pings keeps us, and we it', async () => {
    const libvirtd = (await startLibvirtd({ config: ['keepalive_interval = 1', 'keepalive_count = 1'] }))!;
    try {
      const keepalive = { intervalMs: 500, count: 2 };
      const session = await Session.open(await dialUnix({ path: libvirtd.socketPath }), {
        uri: 'test:///default',
        keepalive,
      });
      let over = false;
      void session.closed.then(() => (over = true));
      await new Promise((later) => setTimeout(later, 4000));
      expect(over).toBe(false);
      expect(await session.call('connectGetType', {})).toBe('TEST');
      await session.close();
    } finally {
      await libvirtd.stop();
    }
  });

  it('that was killed and comes back is known anew, with its events', async () => {
    const libvirtd = (await startLibvirtd())!;
    const ups: Session[] = [];
    const downs: unknown[] = [];
    const seen: LibvirtEvent[] = [];
    const kept = new ReconnectingSession({
      dial: (signal) => dialUnix({ path: libvirtd.socketPath, signal }),
      session: { uri: 'test:///default' },
      events: ['domainLifecycle', 'domainReboot', 'storagePoolLifecycle', 'storagePoolRefresh', 'networkLifecycle'],
      onEvent: (event) => seen.push(event),
      onUp: (session) => void ups.push(session),
      onDown: (reason) => downs.push(reason),
      backOff: new BackOff({ firstMs: 10, mostMs: 100 }),
    });
    try {
      await vi.waitFor(() => expect(ups).toHaveLength(1));
      await libvirtd.kill();
      await expect(ups[0]!.call('connectGetType', {})).rejects.toMatchObject({ type: 'lost' });
      await vi.waitFor(() => expect(downs.length).toBeGreaterThan(1));
      await libvirtd.restart();
      await vi.waitFor(() => expect(ups).toHaveLength(2), { timeout: 10_000 });
      const domain = await ups[1]!.call('domainLookupByName', { name: 'test' });
      await ups[1]!.call('domainSuspend', { domain });
      await vi.waitFor(() =>
        expect(seen).toMatchObject([{ kind: 'domainLifecycle', domain: { name: 'test' }, event: 'suspended' }]),
      );
    } finally {
      await kept.close();
      await libvirtd.stop();
    }
  });
});

/** Root is asked for nothing by polkit, and CI is root: somebody else connects for it. */
async function relayAsNobody(path: string): Promise<{ port: number; stop: () => void }> {
  const script = `const { connect, createServer } = require('node:net');
    const server = createServer((client) => client.pipe(connect(process.argv[1])).pipe(client));
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const relay = spawn(process.execPath, ['-e', script, path], { ...identity, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((said) => relay.stdout.once('data', (chunk: Buffer) => said(String(chunk))));
  return { port: Number(port), stop: () => void relay.kill() };
}
