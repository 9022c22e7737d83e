import { z } from 'zod';
import { boolean, bytes, integer, json, machine, measured, oneOf, optional, text, texts } from './field.ts';
import { kind } from './kind.ts';

/** A disk as the machine has it. */
export const disk = z.object({
  /** Name in the machine, such as vda. */
  target: z.string(),
  device: z.enum(['disk', 'cdrom', 'floppy', 'lun', 'unknown']),
  bus: z.string().nullable(),
  /** Where it lies: a path on the host, `pool/volume`, or `host/name` of a network disk. Null: the drive is empty. */
  source: z.string().nullable(),
  format: z.string().nullable(),
  readOnly: z.boolean(),
});

/** A network interface as the machine has it. */
export const networkInterface = z.object({
  mac: z.string(),
  /** What it is attached to: `network`, `bridge`, `direct`, `user` … */
  type: z.string(),
  /** Name of the network, bridge or device. */
  source: z.string().nullable(),
  model: z.string().nullable(),
  /** Its name on the host while the machine runs. */
  target: z.string().nullable(),
});

/** A virtual machine. Source: libvirt's domains; the same one wherever it runs. */
export const virtualMachines = kind({
  name: 'virtual_machines',
  one: 'virtual machine',
  many: 'virtual machines',
  about: 'Machines on hypervisor hosts.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  status: {
    field: 'state',
    words: {
      paused: 'attention',
      'shutting-down': 'working',
      'shut-off': 'attention',
      crashed: 'failing',
      suspended: 'attention',
      unknown: 'attention',
    },
  },
  membership: { account: 'account', name: 'name' },
  parent: { kind: 'hosts', key: 'hostKey' },
  fields: {
    name: text('Name.', { search: true, sort: true, list: true }),
    title: optional(text('Title that somebody gave it.', { search: true })),
    description: optional(text('Description that somebody gave it.')),
    state: oneOf(
      ['running', 'paused', 'shutting-down', 'shut-off', 'crashed', 'suspended', 'unknown'],
      'State. Shut-off machines are defined and do not run.',
      { filter: true, list: true },
    ),
    host: machine('Host that runs or keeps it.', { search: true, sort: true, filter: true, list: true }),
    hostKey: machine('Key of that host.', { label: 'Host key', filter: true }),
    account: machine('Group of hosts that it belongs to.', { label: 'Group', filter: true }),
    vcpus: integer('Virtual processors.', { label: 'vCPUs', sort: true, list: true }),
    maxVcpus: integer('Virtual processors that it can grow to.', { label: 'Most vCPUs' }),
    memory: bytes('Memory.', { sort: true, list: true }),
    maxMemory: bytes('Memory that it can grow to.', { label: 'Most memory' }),
    addresses: texts('Addresses by its guest agent and by leases of its networks.', { search: true, list: true }),
    macAddresses: texts('Hardware addresses of its interfaces.', { label: 'MAC addresses', search: true }),
    hostname: optional(machine('What the guest calls itself.', { search: true })),
    guestOs: optional(text('Operating system, by its guest agent or its metadata.', { label: 'Guest OS', filter: true, list: true })), // prettier-ignore
    autostart: boolean('Whether it starts with its host.', { filter: true }),
    persistent: boolean('Whether it stays defined when it stops.', { filter: true }),
    type: machine('Virtualisation, such as kvm.', { filter: true }),
    architecture: machine('Architecture.', { filter: true }),
    machineType: optional(machine('Emulated hardware, such as pc-q35-7.2.')),
    disks: json(z.array(disk), 'Disks and drives.'),
    interfaces: json(z.array(networkInterface), 'Network interfaces.'),
    cpuShare: measured('share', 'Share of its virtual processors that is busy.', { label: 'CPU', list: true }),
    memoryUsed: measured('bytes', 'Memory in use: by the guest’s word, else what the host gives it.'),
    diskRead: measured('bytes-per-second', 'Read from all disks.'),
    diskWritten: measured('bytes-per-second', 'Written to all disks.'),
    networkReceived: measured('bytes-per-second', 'Received on all interfaces.'),
    networkSent: measured('bytes-per-second', 'Sent on all interfaces.'),
  },
});
