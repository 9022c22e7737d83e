import { type Hypervisor, isActive } from '../../world/hypervisor.ts';
import type { VirtualMachine } from '../../world/hypervisor-schema.ts';
import { element } from './element.ts';

type Disk = VirtualMachine['disks'][number];
type Interface = VirtualMachine['interfaces'][number];

/** As `virsh dumpxml`: what only a machine has that runs (its number, names of devices on the host) is left out else. */
export function domainXml(host: Hypervisor, machine: VirtualMachine): string {
  const active = isActive(machine);
  const { maxVcpus = machine.vcpus, maxMemoryMiB = machine.memoryMiB, architecture, machineType } = machine;
  return `${element('domain', { type: machine.type, id: active ? machine.runtimeId : undefined }, [
    element('name', {}, machine.name),
    element('uuid', {}, machine.id),
    machine.title !== undefined && element('title', {}, machine.title),
    machine.description !== undefined && element('description', {}, machine.description),
    machine.osInfo !== undefined && osInfo(machine.osInfo),
    element('memory', { unit: 'KiB' }, maxMemoryMiB * 1024),
    element('currentMemory', { unit: 'KiB' }, machine.memoryMiB * 1024),
    element('vcpu', { placement: 'static', current: maxVcpus === machine.vcpus ? undefined : machine.vcpus }, maxVcpus),
    active && element('resource', {}, [element('partition', {}, '/machine')]),
    element('os', {}, [
      element('type', { arch: architecture, machine: machineType }, 'hvm'),
      element('boot', { dev: 'hd' }),
    ]),
    element('features', {}, [element('acpi'), element('apic')]),
    element('cpu', { mode: 'host-model', check: 'partial' }),
    element('clock', { offset: 'utc' }),
    element('on_poweroff', {}, 'destroy'),
    element('on_reboot', {}, 'restart'),
    element('on_crash', {}, 'preserve'),
    element('devices', {}, [
      element('emulator', {}, `/usr/bin/qemu-system-${architecture}`),
      ...machine.disks.map((disk) => diskXml(host, disk, active)),
      ...machine.interfaces.map((one, index) => interfaceXml(machine, one, index)),
      element('serial', { type: 'pty' }, [element('target', { port: 0 })]),
      element('console', { type: 'pty' }, [element('target', { type: 'serial', port: 0 })]),
      machine.guest !== undefined && agentChannel(active),
      element('memballoon', { model: 'virtio' }),
    ]),
  ])}\n`;
}

const osInfo = (id: string) =>
  element('metadata', {}, [
    element('libosinfo:libosinfo', { 'xmlns:libosinfo': 'http://libosinfo.org/xmlns/libvirt/domain/1.0' }, [
      element('libosinfo:os', { id }),
    ]),
  ]);

const agentChannel = (active: boolean) =>
  element('channel', { type: 'unix' }, [
    element('target', {
      type: 'virtio',
      name: 'org.qemu.guest_agent.0',
      state: active ? 'connected' : undefined,
    }),
  ]);

/** Where a disk lies on the host; undefined: the drive is empty. */
export function pathOf(host: Hypervisor, { file, volume }: Disk): string | undefined {
  if (!volume) return file;
  const pool = host.poolNamed(volume.pool);
  return `${pool?.path ?? `/var/lib/libvirt/${volume.pool}`}/${volume.volume}`;
}

function diskXml(host: Hypervisor, disk: Disk, active: boolean): string {
  const { volume, target, bus, device, format, readOnly } = disk;
  const path = pathOf(host, disk);
  const source = volume ? { pool: volume.pool, volume: volume.volume } : { file: path };
  return element('disk', { type: volume ? 'volume' : 'file', device }, [
    element('driver', { name: 'qemu', type: format }),
    path !== undefined && element('source', { ...source, index: active ? 1 : undefined }),
    element('target', { dev: target, bus }),
    readOnly && element('readonly'),
  ]);
}

/** What its interface is called on the host while it runs. */
export const deviceOf = ({ runtimeId }: VirtualMachine, index: number) => `vnet${runtimeId * 4 + index}`;

function interfaceXml(machine: VirtualMachine, { mac, network, bridge, model }: Interface, index: number): string {
  return element('interface', { type: network === undefined ? 'bridge' : 'network' }, [
    element('mac', { address: mac }),
    element('source', network === undefined ? { bridge } : { network }),
    isActive(machine) && element('target', { dev: deviceOf(machine, index) }),
    element('model', { type: model }),
  ]);
}
