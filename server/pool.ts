import type { Duplex } from 'node:stream';
import pg from 'pg';
import type { Client, Pool } from '../model/database.ts';

/** No request of ours needs so long; one that does must not hold a connection. */
const STATEMENT_MS = 30_000;

/**
 * The server's pool. Statements may be sent without waiting for the answer to the one before (`pipeline`), which makes one trip of the
 * three that a reading request needs.
 */
export function openServerPool(webUrl: string, max: number): Pool {
  const pool = new pg.Pool({
    connectionString: webUrl,
    max,
    application_name: 'switchyard server',
    options: '-c timezone=UTC -c client_min_messages=warning',
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: 2 * STATEMENT_MS,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    pipeline: true,
  });
  pool.on('error', () => undefined);
  // A connection that dies while it is lent has no listener of the pool's: without this it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** What is sent within goes out in one write: a write a statement costs more than making most answers. */
export function inOneWrite<T>(client: Client, send: () => T): T {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}
