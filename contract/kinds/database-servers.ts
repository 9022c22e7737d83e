import { z } from 'zod';
import { integer, json, machine, measured, oneOf, optional, text, texts, time } from './field.ts';
import { kind } from './kind.ts';

/** A replica as its upstream sees it. */
export const attachedReplica = z.object({
  /** What it calls itself (application_name). */
  name: z.string(),
  address: z.string().nullable(),
  /** startup, catchup, streaming, backup, stopping. */
  state: z.string(),
  /** async, potential, sync, quorum. */
  sync: z.string(),
});

/** A database server: one running instance of PostgreSQL, primary or replica. */
export const databaseServers = kind({
  name: 'database_servers',
  one: 'database server',
  many: 'database servers',
  about: 'PostgreSQL servers, primaries and replicas.',
  group: 'data',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  status: { field: 'replication', words: { disconnected: 'failing', 'catching-up': 'working' } },
  membership: { account: 'account', name: 'name' },
  fields: {
    name: text('Host and port at which it is reached.', { search: true, sort: true, list: true }),
    role: oneOf(['primary', 'replica'], 'Whether it takes writes or follows another one.', {
      filter: true,
      list: true,
    }),
    replication: oneOf(
      ['none', 'streaming', 'catching-up', 'disconnected'],
      'How a replica follows. none: it is a primary.',
      { filter: true, list: true },
    ),
    account: machine('Group of servers that it belongs to.', { label: 'Group', filter: true, list: true }),
    version: machine('Version of PostgreSQL.', { sort: true, filter: true, list: true }),
    host: machine('Name or address at which it is reached.', { search: true, filter: true }),
    port: integer('Port at which it is reached.', { format: 'machine' }),
    addresses: texts('Addresses at which it is reached.', { search: true, list: true }),
    systemIdentifier: machine('What all servers with the same data have in common.', { search: true, filter: true }),
    timeline: integer('Timeline: one higher after each promotion.', { format: 'machine' }),
    clusterName: optional(machine('Its cluster_name.', { search: true, filter: true })),
    upstream: optional(machine('Server that it follows.', { search: true })),
    replicas: json(z.array(attachedReplica), 'Replicas that follow it.'),
    primaryNames: texts('DNS names by which clients reach the primary.', { search: true }),
    maxConnections: integer('Connections that it takes.', { label: 'Most connections' }),
    startedAt: time('Last start.', { label: 'Started', sort: true }),
    connections: measured('count', 'Connections of clients.', { list: true }),
    lagBytes: measured('bytes', 'Of the primary’s log, what a replica has yet to replay.', {
      label: 'Lag',
      list: true,
    }),
    transactions: measured('per-second', 'Transactions that ended.'),
  },
});
