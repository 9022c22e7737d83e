import type { Pool } from './database.ts';
import { inOneTrip, TripFailed, type TripStatement } from './one-trip.ts';

/**
 * Statements that are written together or not at all, in one message: until the Sync after the last one, PostgreSQL takes them for one transaction.
 * @throws what it says; after a connection that broke nobody knows which of the two it was
 */
export async function allOrNone(pool: Pool, statements: readonly TripStatement[]): Promise<void> {
  const client = await pool.connect();
  // A connection that is lost says so to the statement, too.
  const onError = () => undefined;
  client.on('error', onError);
  // After a failure it is closed: that is rare, and it may have been the last that the connection said.
  let failed = true;
  try {
    await inOneTrip(client, statements);
    failed = false;
  } catch (error) {
    throw error instanceof TripFailed ? error.cause : error;
  } finally {
    client.off('error', onError);
    client.release(failed);
  }
}
