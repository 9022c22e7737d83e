import type { z } from 'zod';
import type { tokenInput } from '../../contract/api/users.ts';
import { currentContext } from '../../runtime/context.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Queryable } from '../database.ts';
import { recordAct } from './audit.ts';
import { refuseUnknownClusters } from './clusters.ts';
import { credentialHash, newApiToken } from './credentials.ts';
import { missing, wrongFields } from './refused.ts';
import { tellRights } from './sessions.ts';

type TokenInput = z.output<typeof tokenInput>;

/** The only time that the token itself exists outside of the program that uses it. */
export async function createToken(db: Queryable, input: TokenInput): Promise<{ id: string; token: string }> {
  if (input.expiresAt !== null && Date.parse(input.expiresAt) <= Date.now())
    throw wrongFields({ expiresAt: 'is in the past' });
  await refuseUnknownClusters(db, input.clusterIds);
  const id = uuidv7();
  const token = newApiToken();
  await db.query(
    'INSERT INTO tokens (id, name, role, cluster_ids, expires_at, created_by, token_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [
      id,
      input.name,
      input.role,
      input.clusterIds,
      input.expiresAt,
      currentContext()?.principal?.name ?? null,
      credentialHash(token),
    ],
  );
  await recordAct(db, 'tokens', 'create', { id, name: input.name }, { after: { ...input } });
  return { id, token };
}

/** Revoked tokens stay on record; doing it again changes nothing. */
export async function revokeToken(db: Queryable, id: string): Promise<void> {
  const { rows } = await db.query<{ name: string; revoked: boolean }>(
    'SELECT name, revoked_at IS NOT NULL AS revoked FROM tokens WHERE id = $1 FOR UPDATE',
    [id],
  );
  const token = rows[0];
  if (!token) throw missing('There is no such token');
  if (token.revoked) return;
  await db.query('UPDATE tokens SET revoked_at = now(), changed_at = now() WHERE id = $1', [id]);
  await recordAct(db, 'tokens', 'revoke', { id, name: token.name });
  await tellRights(db, id);
}
