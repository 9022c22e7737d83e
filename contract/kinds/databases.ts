import { boolean, integer, machine, measured, optional, text } from './field.ts';
import { kind } from './kind.ts';

/** A database. It is the same one on the primary and all replicas, and stays so through a promotion. */
export const databases = kind({
  name: 'databases',
  one: 'database',
  many: 'databases',
  about: 'Databases on database servers.',
  group: 'data',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  membership: { account: 'account', name: 'name' },
  parent: { kind: 'database_servers', key: 'serverKey' },
  fields: {
    name: text('Name.', { search: true, sort: true, list: true }),
    owner: machine('Role that owns it.', { search: true, sort: true, filter: true, list: true }),
    server: machine('Server on which it is written.', { search: true, sort: true, filter: true, list: true }),
    serverKey: machine('Key of that server.', { label: 'Server key', filter: true }),
    account: machine('Group of servers that it belongs to.', { label: 'Group', filter: true }),
    systemIdentifier: machine('What all servers with the same data have in common.', { filter: true }),
    encoding: machine('Encoding.', { filter: true }),
    locale: optional(machine('Locale by which text is sorted.')),
    allowsConnections: boolean('Whether clients may connect.', { filter: true }),
    connectionLimit: optional(integer('Connections that it takes, where that is limited.')),
    comment: optional(text('Comment that somebody gave it.', { search: true })),
    size: measured('bytes', 'Space that it takes.', { list: true }),
    connections: measured('count', 'Connections of clients.', { list: true }),
    transactions: measured('per-second', 'Transactions that ended.'),
  },
});
