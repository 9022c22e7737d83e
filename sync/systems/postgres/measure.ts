import { z } from 'zod';
import { noteLook, ratePerSecond } from '../counters.ts';
import { SystemError } from '../errors.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import type { Measurement, Measures, PullTools } from '../system.ts';
import { type Session, withSession } from './connect.ts';
import { databaseKey } from './databases.ts';
import { databasesFailure, postgresFailure, requireMonitor } from './failure.ts';
import { type Claim, onlyPrimary } from './only-primary.ts';
import { readAnswer } from './read-answer.ts';
import type { PostgresSettings, ServerAddress } from './settings.ts';
import { FROM_ITSELF, MAY_SEE, WHO } from './who.ts';

/** Positions in the log as bytes from its beginning. Our own connection is none of a client's. */
const SERVER = `
  SELECT ${WHO}, ${MAY_SEE},
         (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END - '0/0')::float8 AS received,
         (pg_last_wal_replay_lsn() - '0/0')::float8 AS replayed,
         (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS connections,
         (SELECT coalesce(sum(xact_commit + xact_rollback), 0)::float8 FROM pg_stat_database) AS transactions
  ${FROM_ITSELF}`;

/** A size is what the file system says of every file: the dearest of what is asked here. */
const DATABASES = `
  SELECT d.oid::text AS oid, pg_database_size(d.oid)::float8 AS size, coalesce(a.connections, 0) AS connections,
         coalesce(t.xact_commit + t.xact_rollback, 0)::float8 AS transactions
    FROM pg_database d
    LEFT JOIN pg_stat_database t ON t.datid = d.oid
    LEFT JOIN (SELECT datid, count(*)::int AS connections FROM pg_stat_activity
                WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() GROUP BY datid) a ON a.datid = d.oid
   WHERE NOT d.datistemplate`;

const gate = z.object({ isMonitor: z.boolean() });
const server = z.object({
  systemIdentifier: z.string(),
  inRecovery: z.boolean(),
  timeline: z.int(),
  startedAt: z.string(),
  received: z.number().nullable(),
  replayed: z.number().nullable(),
  connections: z.int(),
  transactions: z.number(),
});
const database = z.object({
  oid: z.string(),
  size: z.number().nullable(),
  connections: z.int(),
  transactions: z.number(),
});

interface Seen extends Claim {
  at: Date;
  said: z.output<typeof server>;
  /** Or why they could not be measured. */
  databases: z.output<typeof database>[] | SystemError;
}

/** A second, since the look before. */
function transactionsOf(key: string, count: number, at: Date): number | null {
  const now = { at: at.getTime(), counters: new Map([['transactions', count]]) };
  return ratePerSecond(noteLook(key, now), now, 'transactions');
}

/** All servers at once, each with time-outs of its own; lags need the word of the primary, and so wait for it. */
export async function* measureServers(
  sourceId: string,
  settings: PostgresSettings,
  tools: PullTools,
): AsyncGenerator<Measurement> {
  const { servers } = settings;
  const looks = await mapConcurrently(servers.length, servers, async (one) => {
    try {
      return await withSession(one, settings, tools, (session) => look(one, settings, session));
    } catch (error) {
      tools.signal.throwIfAborted();
      return { part: one.key, error: postgresFailure(error) };
    }
  });
  const seen = looks.filter((one) => 'said' in one);
  for (const one of looks) if ('error' in one) yield { type: 'failed', ...one };
  for (const { name, at, said } of seen) {
    const transactions = transactionsOf(`${sourceId} ${name}`, said.transactions, at);
    const rows = [{ key: name, connections: said.connections, lagBytes: lagOf(said, seen), transactions }];
    yield { type: 'measures', kind: 'database_servers', at, rows };
  }
  for (const system of new Set(seen.map(({ systemIdentifier }) => systemIdentifier))) {
    let found: ReturnType<typeof databasesOf>;
    try {
      found = databasesOf(system, seen);
    } catch (error) {
      yield { type: 'failed', part: `databases of ${system}`, error: error as Error };
      continue;
    }
    const { at, name, databases } = found;
    const rows = databases.map(({ oid, size, connections, transactions: count }): Measures<'databases'> => {
      const transactions = transactionsOf(`${sourceId} ${name} ${oid}`, count, at);
      return { key: databaseKey(system, oid), size, connections, transactions };
    });
    yield { type: 'measures', kind: 'databases', at, rows };
  }
}

/** @throws SystemError where it cannot be told which are the true ones, or they could not be measured */
function databasesOf(system: string, seen: readonly Seen[]) {
  const { at, name, databases } = onlyPrimary(system, seen);
  if (databases instanceof SystemError) throw databases;
  return { at, name, databases };
}

async function look({ key }: ServerAddress, { user }: PostgresSettings, { ask }: Session): Promise<Seen> {
  const { sentAt, rows } = await ask(SERVER);
  requireMonitor(readAnswer(gate, rows[0]).isMonitor, user);
  const said = readAnswer(server, rows[0]);
  const measured = async () => readAnswer(z.array(database), (await ask(DATABASES)).rows);
  // The server itself is measured also where its databases take too long.
  const databases = said.inRecovery ? [] : await measured().catch((error: unknown) => databasesFailure(error, key));
  const { systemIdentifier, inRecovery, timeline, startedAt } = said;
  return { name: key, systemIdentifier, inRecovery, timeline, startedAt, at: sentAt, said, databases };
}

/**
 * Bytes that a replica has yet to replay, of what the primary that it follows has written; of what it has received where that primary does not answer.
 * The two are asked one after the other, so that the difference may be a little less than nothing.
 */
function lagOf(said: Seen['said'], seen: readonly Seen[]): number | null {
  if (!said.inRecovery || said.replayed === null) return null;
  const primary = seen.find(
    (one) => !one.inRecovery && one.systemIdentifier === said.systemIdentifier && one.timeline === said.timeline,
  );
  const end = primary?.said.received ?? said.received;
  return end === null ? null : Math.max(0, end - said.replayed);
}
