import { boolean, bytes, machine, oneOf, optional, text } from './field.ts';
import { kind } from './kind.ts';

/** A storage pool of a host. Source: libvirt. */
export const storagePools = kind({
  name: 'storage_pools',
  one: 'storage pool',
  many: 'storage pools',
  about: 'Where hosts keep the volumes of virtual machines.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  status: {
    field: 'state',
    words: { inactive: 'attention', building: 'working', degraded: 'failing', inaccessible: 'failing' },
  },
  membership: { account: 'account', name: 'name' },
  parent: { kind: 'hosts', key: 'hostKey' },
  fields: {
    name: text('Name.', { search: true, sort: true, list: true }),
    state: oneOf(['running', 'inactive', 'building', 'degraded', 'inaccessible', 'unknown'], 'State.', {
      filter: true,
      list: true,
    }),
    type: machine('What it is made of: dir, logical, rbd …', { filter: true, list: true }),
    host: machine('Host that it is on.', { search: true, sort: true, filter: true, list: true }),
    hostKey: machine('Key of that host.', { label: 'Host key', filter: true }),
    account: machine('Group of hosts that it belongs to.', { label: 'Group', filter: true }),
    path: optional(machine('Where it is on the host.', { search: true })),
    autostart: boolean('Whether it starts with its host.', { filter: true }),
    capacity: bytes('Size.', { sort: true, list: true }),
    allocation: bytes('Of it, in use.', { label: 'In use', volatile: true, list: true }),
    available: bytes('Of it, free.', { label: 'Free', volatile: true, list: true }),
  },
});
