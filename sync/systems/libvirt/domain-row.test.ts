import { describe, expect, it } from 'vitest';
import { domainRow, readDomain } from './domain-row.ts';
import { stateOf } from './domain-state.ts';

const place = { group: 'lab', host: 'hv-1.example', hostKey: 'hv-1' };
const beside = { state: 'running' as const, autostart: false, persistent: true };

const domain = (more: string, devices = '') => `<domain type='kvm' id='7'>
  <name>web-1</name><uuid>6695EB01-f6a4-8304-79aa-97f2502e193f</uuid>
  <memory unit='KiB'>4194304</memory><currentMemory unit='KiB'>2097152</currentMemory>
  <vcpu placement='static' current='2'>4</vcpu>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>${more}<devices>${devices}</devices></domain>\n`;
const row = (more = '', devices = '', addresses: string[] = []) =>
  domainRow(readDomain(domain(more, devices)), place, beside, { addresses });

describe('a machine', () => {
  it('has what it has now, and what it can grow to', () => {
    expect(row('<maxMemory slots="4" unit="GiB">16</maxMemory><title>a &amp; b</title>')).toMatchObject({
      key: '6695eb01-f6a4-8304-79aa-97f2502e193f',
      name: 'web-1',
      title: 'a & b',
      vcpus: 2,
      maxVcpus: 4,
      memory: 2 * 2 ** 30,
      maxMemory: 16 * 2 ** 30,
      type: 'kvm',
      architecture: 'x86_64',
      machineType: 'pc-q35-7.2',
      disks: [],
      interfaces: [],
    });
  });

  it('says where each of its disks lies', () => {
    const disks = row(
      '',
      `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/images/a.qcow2' index='3'/><target dev='vda' bus='virtio'/></disk>
       <disk type='block' device='lun'><source dev='/dev/sdb'/><target dev='sda' bus='scsi'/></disk>
       <disk type='network' device='disk'><driver type='raw'/><auth username='libvirt'><secret type='ceph' uuid='x'/></auth>
         <source protocol='rbd' name='pool/image'><host name='mon1.example' port='6789'/><host name='mon2.example'/></source><target dev='vdb' bus='virtio'/></disk>
       <disk type='volume' device='disk'><source pool='images' volume='c.qcow2'/><target dev='vdc' bus='virtio'/></disk>
       <disk type='file' device='cdrom'><target dev='sdb' bus='sata'/><readonly/></disk>
       <disk type='dir' device='cloth'><source dir='/shared'/><target dev='fda'/></disk>`,
    ).disks;
    expect(disks).toEqual([
      { target: 'vda', device: 'disk', bus: 'virtio', source: '/images/a.qcow2', format: 'qcow2', readOnly: false },
      { target: 'sda', device: 'lun', bus: 'scsi', source: '/dev/sdb', format: null, readOnly: false },
      {
        target: 'vdb',
        device: 'disk',
        bus: 'virtio',
        source: 'mon1.example/pool/image',
        format: 'raw',
        readOnly: false,
      },
      { target: 'vdc', device: 'disk', bus: 'virtio', source: 'images/c.qcow2', format: null, readOnly: false },
      { target: 'sdb', device: 'cdrom', bus: 'sata', source: null, format: null, readOnly: true },
      { target: 'fda', device: 'unknown', bus: null, source: '/shared', format: null, readOnly: false },
    ]);
  });

  it('has addresses once, in one spelling, in one order', () => {
    const found = row('', '', ['2001:DB8:0:0::7', '192.0.2.9', '192.0.2.10', '192.0.2.9', 'nonsense']);
    expect(found.addresses).toEqual(['192.0.2.10', '192.0.2.9', '2001:db8::7']);
  });

  it('has the system that its metadata names, whatever the prefix', () => {
    const os = (prefix: string) =>
      `<metadata><${prefix}:libosinfo xmlns:${prefix}="http://libosinfo.org/xmlns/libvirt/domain/1.0"><${prefix}:os id="http://debian.org/debian/12"/></${prefix}:libosinfo></metadata>`;
    expect(row(os('libosinfo')).guestOs).toBe('debian 12');
    expect(row(os('x')).guestOs).toBe('debian 12');
    expect(row('<metadata><other:thing xmlns:other="u"/></metadata>').guestOs).toBeNull();
  });

  it('keeps neither secrets nor what a start gives anew', () => {
    const secret = 'hunter2-very-secret';
    const devices = (vnet: string, port: string, state: string) =>
      `<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default' portid='${port}'/><alias name='net${port}'/></interface>
       <graphics type='vnc' passwd='${secret}' passwdValidTo='2030-01-01T00:00:00'/>
       <console type='pty' tty='${vnet}'><source path='${vnet}'/></console>
       <channel type='unix'><source mode='bind' path='/run/${vnet}'/><target name='org.qemu.guest_agent.0' state='${state}'/></channel>
       <disk type='network' device='disk'><auth username='u'><secret usage='${secret}'/></auth><source protocol='https' name='x'><cookies><cookie name='c'>${secret}</cookie></cookies></source><target dev='vda'/></disk>`;
    const more = (label: string) =>
      `<metadata><k:token xmlns:k="u">${secret}</k:token></metadata><sysinfo type='fwcfg'><entry name='opt/x'>${secret}</entry></sysinfo>
       <seclabel type='dynamic'><label>${label}</label></seclabel>
       <qemu:commandline xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><qemu:arg value='${secret}'/></qemu:commandline>`;
    const once = row(more('c1'), devices('/dev/pts/1', '1', 'connected')).raw;
    expect(JSON.stringify(once)).not.toContain(secret);
    expect(row(more('c2'), devices('/dev/pts/2', '2', 'disconnected')).raw).toEqual(once);
  });

  it('is not read where libvirt’s words are not whole', () => {
    expect(() => readDomain(domain('').slice(0, -20))).toThrow('no whole document');
    expect(() => readDomain(`<!DOCTYPE x [<!ENTITY e "e">]>${domain('')}`)).toThrow('no whole document');
    expect(() => readDomain(domain('').replace('4194304', 'many'))).toThrow(/memory/);
    expect(() => readDomain(domain('').replace(/<uuid>.*<\/uuid>/, ''))).toThrow(/uuid/);
  });
});

describe('a state', () => {
  it.each([
    [1, 1, 'running', true],
    [2, 0, 'running', true],
    [3, 1, 'paused', true],
    [3, 2, 'paused', false],
    [3, 11, 'paused', false],
    [4, 1, 'shutting-down', true],
    [5, 4, 'shut-off', false],
    [6, 1, 'crashed', false],
    [7, 0, 'suspended', true],
    [0, 0, 'unknown', false],
    [99, 0, 'unknown', false],
  ])('%i for reason %i is %s, run here: %s', (number, reason, state, runs) => {
    expect(stateOf(number, reason)).toEqual({ state, runs });
  });
});
