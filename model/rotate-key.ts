import { newRequestId, runInContext } from '../runtime/context.ts';
import { SealError } from '../runtime/sealing/envelope.ts';
import { keyCheck } from '../runtime/sealing/sealing.ts';
import { StartError } from '../runtime/start-error.ts';
import { databaseRoles, loginPasswords, rolesSql, type DatabaseRoles } from './access/roles.ts';
import { signHeadsAnew } from './audit/sign.ts';
import { type Client, inTransaction, openPool } from './database.ts';
import { writeAudit } from './panel/audit.ts';
import { openSecrets, sealSecrets } from './panel/secrets.ts';

export interface Rotated {
  /** False: the database is sealed under the new key already, and nothing was done. */
  rotated: boolean;
  sources: number;
  secrets: number;
}

/**
 * Everything that hangs on the master key, brought from the old one to the new one in one transaction: secrets are sealed anew under new data keys,
 * heads of the audit are signed anew, the passwords of the two logins and the check of the key are changed. No server or worker may run meanwhile: they have the old key.
 * @throws StartError when the old key is not the one, something still runs, or a secret does not open; nothing has changed then
 */
export async function rotateKey(keys: { ownerUrl: string; oldKey: Buffer; newKey: Buffer }): Promise<Rotated> {
  const pool = openPool(keys.ownerUrl, 1, 'switchyard rotate-key');
  try {
    return await runInContext({ requestId: newRequestId() }, () =>
      inTransaction(pool, (client) => rotate(client, keys.oldKey, keys.newKey)),
    );
  } finally {
    await pool.end();
  }
}

async function rotate(client: Client, oldKey: Buffer, newKey: Buffer): Promise<Rotated> {
  // The lock under which every start looks at the key: one that begins now waits, and then is refused.
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('switchyard migrate'))`);
  const { keyCheck: check, roles } = await installation(client);
  if (check === keyCheck(newKey)) return { rotated: false, sources: 0, secrets: 0 };
  if (check !== keyCheck(oldKey))
    throw new StartError('SWITCHYARD_OLD_KEY: this database was sealed with another key; nothing was changed');
  await refuseWhileRunning(client, roles);

  const owners = await client.query<{ id: string; name: string | null }>(
    'SELECT k.owner_id AS id, s.name FROM data_keys k LEFT JOIN sources s ON s.id = k.owner_id ORDER BY 1 FOR UPDATE OF k',
  );
  let secrets = 0;
  for (const owner of owners.rows) secrets += await sealAnew(client, owner, oldKey, newKey);
  await signHeadsAnew(client, oldKey, newKey);
  await client.query('UPDATE installation SET key_check = $1', [keyCheck(newKey)]);
  await client.query(rolesSql(roles, loginPasswords(roles, newKey)));
  const done = { sources: owners.rows.length, secrets };
  await writeAudit(client, { action: 'key.rotate', after: done });
  return { rotated: true, ...done };
}

async function installation(client: Client): Promise<{ keyCheck: string; roles: DatabaseRoles }> {
  const there = await client.query<{ there: boolean }>(`SELECT to_regclass('installation') IS NOT NULL AS there`);
  const { rows } = there.rows[0]!.there
    ? await client.query<{ key_check: string; role_prefix: string }>('SELECT key_check, role_prefix FROM installation')
    : { rows: [] };
  if (!rows[0]) throw new StartError('DATABASE_URL: Switchyard was never started on this database');
  return { keyCheck: rows[0].key_check, roles: databaseRoles(rows[0].role_prefix) };
}

async function refuseWhileRunning(client: Client, roles: DatabaseRoles): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    'SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename IN ($1, $2)',
    [roles.web, roles.worker],
  );
  if (rows[0]!.count)
    throw new StartError(
      `stop Switchyard first, on every machine: its servers and workers have ${rows[0]!.count} connections open and the old key in memory`,
    );
}

/** Under a new data key: who had the old master key and an old dump knows the old one. */
async function sealAnew(
  client: Client,
  owner: { id: string; name: string | null },
  oldKey: Buffer,
  newKey: Buffer,
): Promise<number> {
  const secrets = await openSecrets(client, oldKey, owner.id).catch((error: unknown) => {
    if (!(error instanceof SealError)) throw error;
    throw new StartError(`the secrets of ${owner.name ?? owner.id}: ${error.message}; nothing was changed`);
  });
  await client.query('DELETE FROM data_keys WHERE owner_id = $1', [owner.id]);
  await sealSecrets(client, newKey, owner.id, secrets);
  return Object.keys(secrets).length;
}
