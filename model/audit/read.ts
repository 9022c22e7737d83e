import { keyCheck } from '../../runtime/sealing/sealing.ts';
import { StartError } from '../../runtime/start-error.ts';
import { type Client, openPool } from '../database.ts';

/**
 * One transaction that sees the audit as it is at one moment, for as long as reading all of it takes. Policies would leave out rows without a word: who is
 * bound by them is refused.
 * @throws StartError
 */
export async function readingAudit<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const pool = openPool(url, 1, 'switchyard audit');
  try {
    const client = await pool.connect().catch((error: unknown) => {
      throw new StartError(`DATABASE_URL: cannot connect to PostgreSQL: ${(error as Error).message}`);
    });
    try {
      await client.query(
        `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL row_security = off; SET LOCAL statement_timeout = 0`,
      );
      const { rows } = await client.query<{ there: boolean }>(`SELECT to_regclass('audit_heads') IS NOT NULL AS there`);
      if (!rows[0]!.there)
        throw new StartError('DATABASE_URL: the audit has no chain yet; "switchyard migrate" makes it');
      return await work(client);
    } finally {
      await client.query('ROLLBACK').catch(() => undefined);
      client.release();
    }
  } finally {
    await pool.end();
  }
}

/** A key that is not the one would make every signature look forged. */
export async function refuseOtherKey(client: Client, masterKey: Buffer): Promise<void> {
  const { rows } = await client.query<{ check: string }>('SELECT key_check AS check FROM installation');
  if (rows[0]?.check !== keyCheck(masterKey))
    throw new StartError(
      'SWITCHYARD_KEY: this database is sealed with another key; the heads of the audit are signed with that one',
    );
}
