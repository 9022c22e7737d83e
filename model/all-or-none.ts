import type { Pool } from './database.ts';
import { inOneTrip, TripFailed, type TripStatement } from './one-trip.ts';

/**
 * Statements that are written together or not at all, in one message: until the Sync after the last one, PostgreSQL takes them for one transaction.
 * @throws what it says; after a connection that broke nobody knows which of the two it was
 */
export async function allOrNone(pool: Pool, statements: readonly TripStatement[]): Promise<void> {
  const client = await pool.connect();
  let broken = true;
  // A connection that is lost says so to the statement, too.
  const onError = () => undefined;
  client.on('error', onError);
  try {
    await inOneTrip(client, statements);
    broken = false;
  } catch (error) {
    if (!(error instanceof TripFailed)) throw error;
    // Only the server has such codes.
    broken = !/^[0-9A-Z]{5}$/.test((error.cause as { code?: string }).code ?? '');
    throw error.cause;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
