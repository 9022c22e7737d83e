import { z } from 'zod';
import { SystemError } from '../errors.ts';
import { settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { Session } from './connect.ts';
import { requireMonitor } from './failure.ts';
import { readAnswer } from './read-answer.ts';
import type { PostgresSettings, ServerAddress } from './settings.ts';
import { FROM_ITSELF, MAY_SEE, WHO } from './who.ts';

/** The first version with the views and functions that are asked here; older ones are no longer maintained. */
const OLDEST = 130_000;

/** All of one server, in one round trip. Subscribers of logical replication are no replicas. */
const SQL = `
  SELECT ${WHO},
         current_setting('server_version_num')::int AS "versionNumber", current_setting('server_version') AS version,
         ${MAY_SEE},
         current_setting('cluster_name') AS "clusterName", current_setting('max_connections')::int AS "maxConnections",
         w.status AS "receiverStatus", w.sender_host AS "senderHost", w.sender_port AS "senderPort",
         (SELECT coalesce(json_agg(json_build_object('name', r.application_name, 'address', host(r.client_addr), 'state', r.state, 'sync', r.sync_state)), '[]')
            FROM pg_stat_replication r
           WHERE NOT EXISTS (SELECT FROM pg_replication_slots o WHERE o.active_pid = r.pid AND o.slot_type = 'logical')) AS replicas
  ${FROM_ITSELF}`;

const gate = z.object({ versionNumber: z.int(), version: z.string(), isMonitor: z.boolean() });
const facts = z.object({
  version: z.string().min(1),
  systemIdentifier: z.string().regex(/^\d+$/),
  inRecovery: z.boolean(),
  timeline: z.int().min(1),
  clusterName: z.string(),
  maxConnections: z.int().min(0),
  startedAt: z.iso.datetime(),
  receiverStatus: z.string().nullable(),
  senderHost: z.string().nullable(),
  senderPort: z.int().nullable(),
  replicas: z.array(
    z.object({ name: z.string(), address: z.string().nullable(), state: z.string(), sync: z.string() }),
  ),
});
export type ServerFacts = z.output<typeof facts>;

export interface LookedAt {
  server: ServerAddress;
  observedAt: Date;
  facts: ServerFacts;
  row: Row<'database_servers'>;
}

/** @throws SystemError */
export async function lookAtServer(
  server: ServerAddress,
  settings: PostgresSettings,
  { ask, addresses }: Session,
): Promise<LookedAt> {
  const { sentAt, rows } = await ask(SQL);
  const said = rows[0] as Record<string, unknown>;
  const { versionNumber, version, isMonitor } = readAnswer(gate, said);
  if (versionNumber < OLDEST)
    throw new SystemError('permanent', `this is PostgreSQL ${version}; it has to be 13 or newer`);
  requireMonitor(isMonitor, settings.user);
  const read = readAnswer(facts, said);
  return { server, observedAt: sentAt, facts: read, row: serverRow(server, settings, addresses, read, said) };
}

function serverRow(
  { key, host, port }: ServerAddress,
  { group, primaryNames = [] }: PostgresSettings,
  addresses: string[],
  one: ServerFacts,
  said: Record<string, unknown>,
): Row<'database_servers'> {
  return {
    key,
    raw: settledRaw(said, ['isMonitor']),
    name: key,
    role: one.inRecovery ? 'replica' : 'primary',
    replication: one.inRecovery ? following(one.receiverStatus) : 'none',
    account: group,
    // Packagers put words of their own behind it.
    version: one.version.split(' ')[0]!,
    host,
    port,
    addresses,
    systemIdentifier: one.systemIdentifier,
    timeline: one.timeline,
    clusterName: one.clusterName || null,
    upstream: one.inRecovery ? upstreamOf(one) : null,
    replicas: one.replicas.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    primaryNames,
    maxConnections: one.maxConnections,
    startedAt: one.startedAt,
  };
}

/** By the words of pg_stat_wal_receiver (src/backend/replication/walreceiver.c). Without a receiver there is no row in it. */
function following(status: string | null): Row<'database_servers'>['replication'] {
  if (status === 'streaming') return 'streaming';
  return status === null || status === 'stopped' || status === 'stopping' ? 'disconnected' : 'catching-up';
}

/** As the replica was told to reach it, which need not be the name that this source has for it. A socket's path has no port. */
function upstreamOf({ senderHost, senderPort }: ServerFacts): string | null {
  if (!senderHost) return null;
  if (senderHost.startsWith('/')) return senderHost;
  return `${senderHost.includes(':') ? `[${senderHost}]` : senderHost}:${senderPort ?? 5432}`;
}
