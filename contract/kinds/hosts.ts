import { bytes, integer, machine, measured, optional, text, texts } from './field.ts';
import { kind } from './kind.ts';

/** A hypervisor host. Source: libvirt's capabilities, node information and statistics of one connection. */
export const hosts = kind({
  name: 'hosts',
  one: 'host',
  many: 'hosts',
  about: 'Hypervisor hosts, on which virtual machines run.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  membership: { account: 'account', name: 'name' },
  holds: ['virtual_machines', 'storage_pools', 'volumes', 'networks'],
  fields: {
    name: text('What the host calls itself.', { search: true, sort: true, list: true }),
    account: machine('Group of hosts that it belongs to.', { label: 'Group', filter: true, list: true }),
    uri: machine('Where its libvirt is reached.', { label: 'URI', search: true }),
    addresses: texts('Addresses at which it is reached.', { search: true, list: true }),
    driver: machine('Driver, such as QEMU.', { filter: true }),
    hypervisorVersion: optional(machine('Version of the hypervisor.', { label: 'Hypervisor', list: true })),
    libvirtVersion: machine('Version of libvirt.', { label: 'libvirt', filter: true, list: true }),
    cpus: integer('Logical processors that are online.', { label: 'CPUs', sort: true, list: true }),
    cpuModel: optional(text('Model of the processors.', { label: 'CPU model', filter: true })),
    architecture: machine('Architecture of the processors.', { filter: true }),
    sockets: integer('Processor sockets of a NUMA node.'),
    cores: integer('Cores of a socket.'),
    threads: integer('Threads of a core.'),
    numaNodes: integer('NUMA nodes.', { label: 'NUMA nodes' }),
    memory: bytes('Memory.', { sort: true, list: true }),
    hostUuid: optional(machine('UUID that the host’s firmware tells.', { label: 'Host UUID', search: true })),
    cpuShare: measured('share', 'Share of all processors that is busy.', { label: 'CPU', list: true }),
    memoryUsed: measured('bytes', 'Memory in use, caches and buffers not counted.'),
  },
});
