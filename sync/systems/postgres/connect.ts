import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { literalRefusal } from '../../../runtime/http/guarded-lookup.ts';
import type { PullTools } from '../system.ts';
import { postgresFailure } from './failure.ts';
import { guardAnswers } from './guarded-answers.ts';
import { guardedSocket } from './guarded-socket.ts';
import { guardedPassword } from './password.ts';
import type { PostgresSettings, ServerAddress } from './settings.ts';

const CONNECT_MS = 10_000;
const STATEMENT_MS = 15_000;
/** For a server that has gone silent: its own time-out no longer reaches us. */
const ANSWER_MS = 20_000;
const FAREWELL_MS = 1000;

/**
 * Nothing that is asked can write, or run for long. Names mean PostgreSQL's own functions: whoever owns a database could put others before them.
 */
const OPTIONS = `-c default_transaction_read_only=on -c statement_timeout=${STATEMENT_MS} -c search_path=pg_catalog`;

export interface Session {
  /** When it was asked, and the rows as pg reads them: the caller checks their shape. */
  ask(sql: string): Promise<{ sentAt: Date; rows: unknown[] }>;
  /** Addresses that its name has, or the one that it is. */
  addresses: string[];
}

/**
 * Signs in to one server, does the work, and leaves.
 * @throws SystemError; the signal's reason when that ended it
 */
export async function withSession<T>(
  server: ServerAddress,
  settings: PostgresSettings,
  tools: Pick<PullTools, 'policy' | 'turn'> & { signal: AbortSignal },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { signal, policy } = tools;
  const refusal = literalRefusal(policy, server.host);
  if (refusal) throw postgresFailure(refusal);
  const { socket, addresses } = guardedSocket(policy);
  const { password, watch } = guardedPassword(settings);
  const client = new pg.Client({
    host: server.host,
    port: server.port,
    stream: () => socket,
    user: settings.user,
    database: settings.database,
    ssl: tlsOf(settings),
    sslnegotiation: 'postgres',
    application_name: 'switchyard',
    client_encoding: 'UTF8',
    options: OPTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    password,
  });
  watch(client);
  guardAnswers(client);
  // Trouble is told by what waits for an answer.
  client.on('error', () => {});
  const abort = () => socket.destroy(new Error('given up'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    await client.connect();
    return await work({
      addresses: addresses(),
      async ask(sql) {
        await tools.turn();
        signal.throwIfAborted();
        const sentAt = new Date();
        return { sentAt, rows: (await client.query<Record<string, unknown>>(sql)).rows };
      },
    });
  } catch (error) {
    signal.throwIfAborted();
    throw postgresFailure(error);
  } finally {
    signal.removeEventListener('abort', abort);
    await Promise.race([client.end().catch(() => undefined), pause(FAREWELL_MS, undefined, { ref: false })]);
    socket.destroy();
  }
}

const tlsOf = ({ encryption, caCertificate }: PostgresSettings) =>
  encryption === 'none'
    ? false
    : { rejectUnauthorized: encryption === 'verified', ...(caCertificate === undefined ? {} : { ca: caCertificate }) };
