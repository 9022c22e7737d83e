import pg from 'pg';
import { syncedKinds } from '../contract/kinds/all.ts';
import { keyCheck } from '../runtime/sealing/sealing.ts';
import { StartError } from '../runtime/start-error.ts';
import { makeRoles } from './access/make-roles.ts';
import { databaseRoles, loginPasswords } from './access/roles.ts';
import { findingRules } from './findings/all.ts';
import { linkKeys } from './links/keys.ts';
import { linkRules } from './links/rules.ts';
import { derivedSql } from './schema/derived.ts';
import { fingerprint, migrations } from './schema/migrations.ts';

const OLDEST = 150000;
const RULES = JSON.stringify([linkKeys, linkRules, findingRules]);

export interface Migrated {
  /** For the server: by itself this login sees nothing. */
  webUrl: string;
  workerUrl: string;
}

/**
 * Brings the database to this version's shape, from any released one, and makes the two logins that server and worker use.
 * Several processes may call it at once. Throws StartError for a PostgreSQL that is too old, a schema newer than this version, a wrong key.
 */
export async function migrate({ ownerUrl, masterKey }: { ownerUrl: string; masterKey: Buffer }): Promise<Migrated> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    options: '-c timezone=UTC -c client_min_messages=warning',
  });
  try {
    await client.connect();
  } catch (error) {
    throw new StartError(`DATABASE_URL: cannot connect to PostgreSQL: ${(error as Error).message}`);
  }
  try {
    await refuseOldPostgres(client);
    await client.query(`SELECT pg_advisory_lock(hashtext('switchyard migrate'))`);
    await applyMigrations(client);
    const prefix = await installationPrefix(client, masterKey);
    return await deriveAll(client, ownerUrl, masterKey, prefix);
  } finally {
    await client.end();
  }
}

async function refuseOldPostgres(client: pg.Client) {
  const { rows } = await client.query<{ version: number; text: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS text`,
  );
  if (rows[0]!.version < OLDEST)
    throw new StartError(`DATABASE_URL: PostgreSQL ${rows[0]!.text} is too old; 15 or newer is needed`);
}

async function applyMigrations(client: pg.Client) {
  await client.query(`
    CREATE TABLE IF NOT EXISTS schema_migrations (
      name text PRIMARY KEY, fingerprint text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
    )`);
  const known = migrations();
  const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations');
  const applied = new Set(rows.map((row) => row.name));
  const foreign = [...applied].filter((name) => !known.some((one) => one.name === name)).toSorted();
  if (foreign.length)
    throw new StartError(
      `the database was migrated by a newer Switchyard (${foreign.at(-1)}); start that version, or restore a backup`,
    );

  const pending = known.filter((one) => !applied.has(one.name));
  if (!pending.length) return;
  await client.query('BEGIN');
  // The views name every column; they are made again after the last migration.
  for (const kind of syncedKinds) await client.query(`DROP VIEW IF EXISTS ${kind.name}_at`);
  if (applied.size) await client.query(`UPDATE schema_derived SET fingerprint = ''`);
  for (const { name, sql } of pending) {
    await client.query(sql);
    await client.query('INSERT INTO schema_migrations (name, fingerprint) VALUES ($1, $2)', [name, fingerprint(sql)]);
  }
  await client.query('COMMIT');
}

async function installationPrefix(client: pg.Client, masterKey: Buffer): Promise<string> {
  const check = keyCheck(masterKey);
  const { rows } = await client.query<{ key_check: string; role_prefix: string }>(
    `INSERT INTO installation (key_check, role_prefix)
     VALUES ($1, regexp_replace(lower(current_database()), '[^a-z0-9_]', '_', 'g'))
     ON CONFLICT (one) DO UPDATE SET one = true
     RETURNING key_check, role_prefix`,
    [check],
  );
  if (rows[0]!.key_check !== check)
    throw new StartError(
      'SWITCHYARD_KEY: this database is sealed with another key; give that one ("switchyard rotate-key" brings in a new one)',
    );
  return rows[0]!.role_prefix;
}

async function deriveAll(client: pg.Client, ownerUrl: string, masterKey: Buffer, prefix: string): Promise<Migrated> {
  const roles = databaseRoles(prefix);
  const passwords = loginPasswords(roles, masterKey);
  const text = derivedSql(roles);
  // Keys, links and findings follow from their rules: with other rules than last time, all of them are made anew by a worker.
  const print = fingerprint(text + RULES);
  // The roles belong to the server, not to the database: a restored backup or a cloned database may lack them.
  await makeRoles(client, roles, passwords);
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_derived (one boolean PRIMARY KEY DEFAULT true CHECK (one), fingerprint text NOT NULL)',
  );
  const { rows } = await client.query<{ fingerprint: string }>('SELECT fingerprint FROM schema_derived');
  if (rows[0]?.fingerprint !== print) {
    await client.query('BEGIN');
    await client.query(text);
    if (rows[0])
      await client.query(
        `INSERT INTO due_work (id, task, params, due_at) VALUES (gen_random_uuid(), 'nightly', '{"upgraded": true}', now())`,
      );
    await client.query(
      `INSERT INTO schema_derived (fingerprint) VALUES ($1) ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint`,
      [print],
    );
    await client.query('COMMIT');
  } else await client.query('SELECT make_history_partitions(2)');
  return {
    webUrl: asLogin(ownerUrl, roles.web, passwords.web),
    workerUrl: asLogin(ownerUrl, roles.worker, passwords.worker),
  };
}

export function asLogin(ownerUrl: string, user: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = user;
  url.password = password;
  return url.href;
}
