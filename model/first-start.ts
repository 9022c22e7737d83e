import { randomBytes } from 'node:crypto';
import { runInContext, newRequestId } from '../runtime/context.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';
import { inTransaction, openPool, type Client } from './database.ts';
import { recordAct } from './panel/audit.ts';
import { credentialHash } from './panel/credentials.ts';
import { hashPassword } from './panel/passwords.ts';

/**
 * Makes the user `admin` where there is no user yet, with the given password or one that is returned, and the admin token for automation where none
 * of that value is known. Doing it again changes nothing: a later SWITCHYARD_ADMIN_PASSWORD does not replace a password.
 */
export async function firstStart({
  ownerUrl,
  adminPassword,
  adminToken,
}: {
  ownerUrl: string;
  masterKey: Buffer;
  adminPassword?: string;
  adminToken?: string;
}): Promise<{ madePassword?: string }> {
  const pool = openPool(ownerUrl, 1, 'switchyard first start');
  try {
    return await runInContext({ requestId: newRequestId() }, () =>
      inTransaction(pool, async (client) => {
        await client.query(`SELECT pg_advisory_xact_lock(hashtext('switchyard first start'))`);
        const madePassword = await makeAdmin(client, adminPassword);
        if (adminToken) await makeToken(client, adminToken);
        return madePassword === undefined ? {} : { madePassword };
      }),
    );
  } finally {
    await pool.end();
  }
}

async function makeAdmin(client: Client, given: string | undefined): Promise<string | undefined> {
  const { rowCount } = await client.query('SELECT 1 FROM users LIMIT 1');
  if (rowCount) return undefined;
  const password = given ?? randomBytes(15).toString('base64url');
  const id = uuidv7();
  await client.query(
    `INSERT INTO users (id, name, role, cluster_ids, disabled, password_hash) VALUES ($1, 'admin', 'admin', NULL, false, $2)`,
    [id, await hashPassword(password)],
  );
  const after = { name: 'admin', role: 'admin', clusterIds: null };
  await recordAct(client, 'users', 'create', { id, name: 'admin' }, { after });
  return given === undefined ? password : undefined;
}

async function makeToken(client: Client, token: string): Promise<void> {
  const id = uuidv7();
  const { rowCount } = await client.query(
    `INSERT INTO tokens (id, name, role, cluster_ids, created_by, token_hash) VALUES ($1, 'SWITCHYARD_ADMIN_TOKEN', 'admin', NULL, 'switchyard', $2)
     ON CONFLICT (token_hash) DO NOTHING`,
    [id, credentialHash(token)],
  );
  const after = { role: 'admin', clusterIds: null };
  if (rowCount) await recordAct(client, 'tokens', 'create', { id, name: 'SWITCHYARD_ADMIN_TOKEN' }, { after });
}
