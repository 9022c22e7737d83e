import { type HypervisorInput, uuidFrom } from '../world/hypervisor-schema.ts';
import { hexFrom, numberFrom } from '../world/identity.ts';
import { type MachineSpec, overcommittedHost, roomHosts, sharingHosts } from './machine-room.ts';
import { type RecordSetSpec, set } from './record-list.ts';

/** What the hosts of the room are as a group. */
export const machineRoom = 'machine-room';

const addressOf = ({ last }: MachineSpec) => `10.60.1.${last}`;
const GiB = 1024 ** 3;
const day = 24 * 3600_000;
const template = 'debian-12-template.qcow2';
const shared = '/srv/shared';

/** @param zone what guests call themselves in */
export function demoHosts(zone: string, now: Date): HypervisorInput[] {
  return roomHosts.map(({ name, cores, memoryGiB, machines }) => ({
    id: name,
    cores,
    memoryMiB: memoryGiB * 1024,
    bootedAt: now.getTime() - 90 * day,
    ...(name === overcommittedHost ? { cpuModel: 'Haswell-noTSX', mhz: 2400, libvirtVersion: '7.0.0', hypervisorVersion: '5.2.0' } : {}), // prettier-ignore
    machines: { items: machines.map((machine) => machineOf(machine, zone, now)) },
    pools: { items: poolsOf(name, machines) },
    networks: {
      items: [
        {
          id: uuidFrom('room network', name),
          name: 'room',
          bridge: 'virbr1',
          forward: 'route' as const,
          domain: zone,
          address: '10.60.0.1',
          prefix: 22,
          dhcp: { first: '10.60.1.10', last: '10.60.3.250' },
        },
        {
          id: uuidFrom('isolated network', name),
          name: 'isolated',
          bridge: 'virbr2',
          forward: 'none' as const,
          address: '192.168.100.1',
          autostart: false,
          active: name !== overcommittedHost,
        },
      ],
    },
  }));
}

type Machine = NonNullable<NonNullable<HypervisorInput['machines']>['items']>[number];

function machineOf(spec: MachineSpec, zone: string, now: Date): Machine {
  const { name, vcpus, memoryGiB, title, load = 0.12, state = 'running', autostart = true, guest } = spec;
  const hostname = `${name}.${zone}`;
  const windows = { hostname, id: 'mswindows', name: 'Microsoft Windows', version: '2022', prettyName: 'Windows Server 2022 Standard', kernel: '20348' }; // prettier-ignore
  return {
    id: uuidFrom('room machine', name),
    name,
    title,
    state,
    startedAt: state === 'shutoff' ? 0 : now.getTime() - numberFrom(60 * day, 'room start', name),
    haltedAt: state === 'paused' || state === 'crashed' ? now.getTime() : 0,
    vcpus,
    memoryMiB: memoryGiB * 1024,
    load,
    autostart,
    osInfo: guest === 'windows' ? 'http://microsoft.com/win/2k22' : 'http://debian.org/debian/12',
    guest: guest === 'none' ? undefined : guest === 'windows' ? windows : { hostname },
    disks: [
      { volume: { pool: spec.shared ? 'shared' : 'images', volume: `${name}.qcow2` }, capacity: diskOf(spec) },
      { target: 'sda', device: 'cdrom', bus: 'sata', format: 'raw', readOnly: true, capacity: 0 },
    ],
    interfaces: [
      {
        mac: `52:54:00:${hexFrom(6, 'room mac', name).replace(/(..)(..)(..)/, '$1:$2:$3')}`,
        network: 'room',
        addresses: [addressOf(spec)],
      },
    ],
  };
}

const diskOf = ({ memoryGiB }: MachineSpec) => memoryGiB * 10 * GiB;

function poolsOf(host: string, own: readonly MachineSpec[]): NonNullable<HypervisorInput['pools']>['items'] {
  const volume = (spec: MachineSpec) => ({
    id: `${spec.name}.qcow2`,
    capacity: diskOf(spec),
    allocation: Math.round(diskOf(spec) / 3),
    backingPath: spec.shared ? `${shared}/${template}` : undefined,
  });
  const images = {
    id: uuidFrom('room images', host),
    name: 'images',
    path: '/var/lib/libvirt/images',
    volumes: { items: own.filter((one) => !one.shared).map(volume) },
  };
  if (!sharingHosts.some((one) => one === host)) return [images];
  // Both see the same files, whoever of them runs the machine.
  const all = roomHosts.flatMap(({ machines }) => machines).filter((one) => one.shared);
  const both = {
    id: uuidFrom('room shared', host),
    name: 'shared',
    path: shared,
    volumes: {
      items: [
        { id: template, capacity: 10 * GiB, allocation: 2 * GiB },
        { id: 'debian-12-netinst.iso', capacity: GiB, allocation: GiB, format: 'iso' as const },
        ...all.map(volume),
      ],
    },
  };
  return [images, both];
}

/** Names of the room's machines: of those that run, and that somebody gave one. */
export const roomSets = (zone: string): RecordSetSpec[] =>
  roomHosts
    .flatMap(({ machines }) => machines)
    .flatMap((machine) => [
      ...(machine.names ? [set(machine.name, 'A', addressOf(machine), { ttl: 60 })] : []),
      ...(machine.names ?? []).map((alias) => set(alias, 'CNAME', `${machine.name}.${zone}`, { ttl: 60 })),
    ]);
