import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programNamed } from '../program.ts';
import { hostOf } from '../testing/test-hosts.ts';
import { migrateMachine } from '../world/machines.ts';
import { World } from '../world/world.ts';
import { type RunningHypervisors, startHypervisors } from './start.ts';

const run = promisify(execFile);
const installed = await programNamed('virsh');
if (!installed) console.warn('virsh is not installed: nobody but ourselves says whether libvirt is spoken here');

/** libvirt's own client knows its protocol: what it accepts and shows is right. */
describe.skipIf(!installed)('virsh', () => {
  let world: World;
  let hypervisors: RunningHypervisors;

  beforeAll(async () => {
    world = new World({ hypervisors: [hostOf('hv-1', 4), hostOf('hv-2', 4, { driver: 'test' })] });
    hypervisors = await startHypervisors({ world });
  });
  afterAll(() => hypervisors?.stop());

  const virsh = async (commands: string, uri = hypervisors.at('hv-1').uri) => {
    const { stdout } = await run('virsh', ['-q', '-c', uri, commands], { env: { ...process.env, LC_ALL: 'C' } });
    return stdout.trim();
  };
  const words = (text: string) => text.split('\n').map((line) => line.trim().split(/\s{2,}/));
  const refused = (commands: string) => virsh(commands).catch((error: { stderr: string }) => error.stderr);

  it.each(['hv-1', 'hv-2'])('lists the machines of %s', async (host) => {
    const list = words(await virsh('list --all', hypervisors.at(host).uri));
    expect(list.map(([, name, state]) => [name, state])).toEqual([
      [`${host}-vm-1`, 'running'],
      [`${host}-vm-2`, 'running'],
      [`${host}-vm-3`, 'running'],
      [`${host}-vm-4`, 'shut off'],
    ]);
  });

  it('comes by the socket too', async () => {
    const uri = `qemu+unix:///system?socket=${hypervisors.at('hv-1').socketPath}`;
    expect(await virsh('hostname; uri', uri)).toContain('hv-1\n');
  });

  it('reads what there is to know of a machine', async () => {
    const info = Object.fromEntries(words(await virsh('dominfo hv-1-vm-1')).map(([key = '', value]) => [key, value]));
    expect(info).toMatchObject({ 'CPU(s):': '2', 'Max memory:': '2097152 KiB', 'Persistent:': 'yes', 'Autostart:': 'enable' }); // prettier-ignore
    expect(await virsh('domstate --reason hv-1-vm-1')).toBe('running (booted)');
    expect(await virsh('domhostname hv-1-vm-1')).toBe('hv-1-vm-1.example');
    expect(await virsh('guestinfo hv-1-vm-1')).toContain('Debian GNU/Linux 12 (bookworm)');
    expect(words(await virsh('domifaddr hv-1-vm-1'))).toEqual([['vnet4', '52:54:00:00:00:00', 'ipv4', '192.0.2.10/24']]); // prettier-ignore
    expect(await virsh('domifaddr hv-1-vm-1 --source agent')).toMatch(/eth0.*192\.0\.2\.10\/24/);
    expect(words(await virsh('domblklist hv-1-vm-1'))).toEqual([['vda', 'hv-1-vm-1.qcow2']]);
    expect(words(await virsh('domiflist hv-1-vm-1'))).toEqual([['vnet4', 'network', 'default', 'virtio', '52:54:00:00:00:00']]); // prettier-ignore
    expect(await virsh('domstats hv-1-vm-1')).toMatch(/cpu\.time=\d{9}[^]*balloon\.rss=\d+[^]*net\.0\.rx\.bytes=\d+[^]*block\.0\.wr\.bytes=\d+/); // prettier-ignore
    expect(await virsh('domstats --state --list-inactive')).toBe(
      "Domain: 'hv-1-vm-4'\n  state.state=5\n  state.reason=1",
    );
  });

  it('reads the host, its pools and its networks', async () => {
    expect(await virsh('nodeinfo')).toMatch(/CPU\(s\): +32[^]*Memory size: +134217728 KiB/);
    expect(await virsh('capabilities')).toContain('<model>EPYC-Rome</model>');
    expect(await virsh('version')).toMatch(/hypervisor: QEMU 7\.2\.0/);
    expect(await virsh('nodecpustats')).toMatch(/user: +\d+\s[^]*idle: +\d+/);
    expect(await virsh('nodememstats')).toMatch(/total *: +134217728 KiB/);
    expect(words(await virsh('pool-list --all --details'))[0]).toEqual(['default', 'running', 'yes', 'yes', '2.00 TiB', '16.00 GiB', '1.98 TiB']); // prettier-ignore
    expect(words(await virsh('vol-list default'))).toHaveLength(4);
    expect(await virsh('vol-dumpxml hv-1-vm-1.qcow2 default')).toContain("<format type='qcow2'/>");
    expect(words(await virsh('net-list --all'))).toEqual([['default', 'active', 'yes', 'yes']]);
    expect(words(await virsh('net-dhcp-leases default')).map((line) => line.slice(1, 4))).toEqual([
      ['52:54:00:00:00:00', 'ipv4', '192.0.2.10/24'],
      ['52:54:00:00:00:01', 'ipv4', '192.0.2.11/24'],
      ['52:54:00:00:00:02', 'ipv4', '192.0.2.12/24'],
    ]);
  });

  it('takes a description that it was given for a machine', async () => {
    const described = await virsh('dumpxml --inactive hv-1-vm-4');
    const other = described.replace(/<uuid>.*<\/uuid>/, '').replace('hv-1-vm-4', 'copy').replace(/<devices>[^]*<\/devices>/, '<devices/>'); // prettier-ignore
    const path = `${process.env['TMPDIR'] ?? '/tmp'}/lab-virsh-${process.pid}.xml`;
    await run('sh', ['-c', 'printf %s "$1" > "$2"', 'sh', other, path]);
    try {
      await virsh(`define ${path}; start copy; undefine copy`);
      expect(await virsh('list --transient --name')).toBe('copy');
      await virsh('destroy copy');
      expect(await refused('domstate copy')).toContain("failed to get domain 'copy'");
    } finally {
      await run('rm', ['-f', path]);
    }
  });

  it('acts on machines, and says why it cannot', async () => {
    await virsh('start hv-1-vm-4; suspend hv-1-vm-4');
    expect(await virsh('domstate hv-1-vm-4')).toBe('paused');
    await virsh('resume hv-1-vm-4; reboot hv-1-vm-4; shutdown hv-1-vm-4');
    expect(await virsh('domstate --reason hv-1-vm-4')).toBe('shut off (shutdown)');
    await virsh('autostart hv-1-vm-4; autostart --disable hv-1-vm-4');
    expect(await refused('reboot hv-1-vm-4')).toContain('Requested operation is not valid: domain is not running');
    expect(await refused('start hv-1-vm-1')).toMatch(/already (running|active)/);
    expect(await refused('domstate ghost')).toContain("failed to get domain 'ghost'");
    await virsh('pool-destroy default; pool-start default; net-destroy default; net-start default');
  });

  it('hears what happens, on both sides of a migration', async () => {
    const [from, to] = [world.hypervisors.get('hv-1'), world.hypervisors.get('hv-2')];
    if (!from || !to) throw new Error('no hosts');
    const listeners = ['hv-1', 'hv-2'].map((host) => {
      const heard: string[] = [];
      const child = spawn('virsh', ['-q', '-c', hypervisors.at(host).uri, 'event --all --loop'], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LC_ALL: 'C' } }); // prettier-ignore
      child.stdout.on('data', (text: Buffer) => heard.push(...text.toString().trim().split('\n')));
      return { heard, child };
    });
    try {
      // They are registered in the order of their numbers, of which 18 is the last that is waited for here.
      const registered = (host: string) =>
        hypervisors.requests
          .list()
          .filter(({ operation, where }) => operation.endsWith('EventCallbackRegisterAny') && where === host).length;
      for (const host of ['hv-1', 'hv-2'])
        await expect.poll(() => registered(host), { timeout: 20_000 }).toBeGreaterThan(18);
      await virsh('reboot hv-1-vm-1');
      const machine = from.machineNamed('hv-1-vm-2');
      if (machine) migrateMachine(world, from, machine, to);
      const events = (index: number) => listeners[index]?.heard.map((line) => line.replace(/^event /, '')) ?? [];
      await expect
        .poll(() => events(0), { timeout: 20_000 })
        .toEqual([
          "'reboot' for domain 'hv-1-vm-1'",
          "'agent-lifecycle' for domain 'hv-1-vm-1': state: 'connected' reason: 'channel event'",
          "'lifecycle' for domain 'hv-1-vm-2': Suspended Migrated",
          "'lifecycle' for domain 'hv-1-vm-2': Stopped Migrated",
          "'lifecycle' for domain 'hv-1-vm-2': Undefined Removed",
        ]);
      await expect
        .poll(() => events(1), { timeout: 20_000 })
        .toEqual([
          "'lifecycle' for domain 'hv-1-vm-2': Started Migrated",
          "'lifecycle' for domain 'hv-1-vm-2': Resumed Migrated",
          "'lifecycle' for domain 'hv-1-vm-2': Defined Added",
        ]);
    } finally {
      for (const { child } of listeners) child.kill();
    }
  });
});
