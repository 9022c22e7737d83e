import { bytes, machine, optional, text } from './field.ts';
import { kind } from './kind.ts';

/** A volume of a storage pool. Source: libvirt. */
export const volumes = kind({
  name: 'volumes',
  one: 'volume',
  many: 'volumes',
  about: 'Disks and images in storage pools.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  membership: { account: 'account', name: 'name' },
  parent: { kind: 'hosts', key: 'hostKey' },
  fields: {
    name: text('Name.', { search: true, sort: true, list: true }),
    pool: machine('Storage pool that it is in.', { search: true, sort: true, filter: true, list: true }),
    host: machine('Host that it is on.', { search: true, sort: true, filter: true, list: true }),
    hostKey: machine('Key of that host.', { label: 'Host key', filter: true }),
    account: machine('Group of hosts that it belongs to.', { label: 'Group', filter: true }),
    type: machine('file, block, dir, network …', { filter: true }),
    format: optional(machine('Format, such as qcow2.', { filter: true, list: true })),
    path: optional(machine('Where it is on the host.', { search: true, list: true })),
    backingPath: optional(machine('Image that it is laid over.', { search: true })),
    capacity: bytes('Size that a machine sees.', { sort: true, list: true }),
    allocation: bytes('Space that it takes.', { label: 'In use', volatile: true, list: true }),
  },
});
