import { boolean, machine, oneOf, optional, text, texts } from './field.ts';
import { kind } from './kind.ts';

/** A virtual network of a host. Source: libvirt. */
export const networks = kind({
  name: 'networks',
  one: 'network',
  many: 'networks',
  about: 'Virtual networks of hosts.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  status: { field: 'state', words: { inactive: 'attention' } },
  membership: { account: 'account', name: 'name' },
  parent: { kind: 'hosts', key: 'hostKey' },
  fields: {
    name: text('Name.', { search: true, sort: true, list: true }),
    state: oneOf(['active', 'inactive'], 'State.', { filter: true, list: true }),
    host: machine('Host that it is on.', { search: true, sort: true, filter: true, list: true }),
    hostKey: machine('Key of that host.', { label: 'Host key', filter: true }),
    account: machine('Group of hosts that it belongs to.', { label: 'Group', filter: true }),
    forward: machine('How it reaches others: nat, route, bridge …; none: not at all.', { filter: true, list: true }),
    bridge: optional(machine('Bridge on the host.', { search: true, list: true })),
    domain: optional(machine('DNS domain of its guests.', { search: true })),
    ranges: texts('Networks that it serves, in CIDR notation.', { search: true, list: true }),
    autostart: boolean('Whether it starts with its host.', { filter: true }),
  },
});
