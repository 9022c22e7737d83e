import pg from 'pg';
import { keyCheck } from '../runtime/sealing/sealing.ts';
import { StartError } from '../runtime/start-error.ts';
import { databaseRoles, loginPasswords } from './access/roles.ts';
import { asLogin } from './migrate.ts';
import { migrations } from './schema/migrations.ts';

/**
 * The worker's login of an installation that is there, for commands that must not change its schema: whoever runs beside them may be of that version.
 * @throws StartError where there is none, it is of another version, or the key is not its own
 */
export async function joinInstallation({
  ownerUrl,
  masterKey,
}: {
  ownerUrl: string;
  masterKey: Buffer;
}): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect().catch((error: unknown) => {
    throw new StartError(`DATABASE_URL: cannot connect to PostgreSQL: ${(error as Error).message}`);
  });
  try {
    const { rows: there } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('installation') IS NOT NULL AS there`,
    );
    if (!there[0]!.there) throw new StartError('DATABASE_URL: there is no Switchyard in this database');
    const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
    const [applied, known] = [new Set(rows.map(({ name }) => name)), migrations()];
    if (applied.size !== known.length || known.some(({ name }) => !applied.has(name)))
      throw new StartError(
        'DATABASE_URL: the database is of another version of Switchyard; use that one, or "switchyard migrate"',
      );
    const { rows: own } = await client.query<{ key_check: string; role_prefix: string }>(
      'SELECT key_check, role_prefix FROM installation',
    );
    if (own[0]?.key_check !== keyCheck(masterKey))
      throw new StartError('SWITCHYARD_KEY: this database is sealed with another key; give that one');
    const roles = databaseRoles(own[0].role_prefix);
    return asLogin(ownerUrl, roles.worker, loginPasswords(roles, masterKey).worker);
  } finally {
    await client.end();
  }
}
