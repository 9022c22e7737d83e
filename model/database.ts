import pg from 'pg';

// bigint (rows counted, serials) fits a JavaScript number here; timestamps stay text so that microseconds survive.
const INT8 = 20;
const TIMESTAMPTZ = 1184;
pg.types.setTypeParser(INT8, Number);

/** "2026-11-20 09:00:00.123456+00" → ISO 8601 without losing the microseconds. The session's time zone is always UTC. */
const isoInstant = (text: string) => text.replace(' ', 'T').replace(/\+00$/, 'Z');
pg.types.setTypeParser(TIMESTAMPTZ, isoInstant);

export type Pool = pg.Pool;
export type Client = pg.PoolClient;
/** Anything that runs a query: a pool outside transactions, a client inside. */
export type Queryable = Pick<pg.Pool, 'query'>;

/** At most 40 connections a process (design 8): share one pool. */
export function openPool(url: string, max: number, name: string, more: pg.PoolConfig = {}): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    options: '-c timezone=UTC -c client_min_messages=warning',
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    ...more,
  });
  // A connection that dies while idle (PostgreSQL restarted) is dropped by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** Runs `work` in one READ COMMITTED transaction; anything thrown rolls it back. */
export async function inTransaction<T>(pool: Pool, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failed: Error) => {
      broken = failed;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** Codes that mean "the same transaction may well succeed now": deadlock, lock time-out, serialization. */
const AGAIN = new Set(['40P01', '55P03', '40001']);

/** One more try after a deadlock or lock time-out, with a fresh transaction. */
export async function retriedOnce<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!AGAIN.has((error as { code?: string }).code ?? '')) throw error;
    return work();
  }
}
