import { credentialHash, newSessionToken } from '../../model/panel/credentials.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Role } from '../../contract/access/roles.ts';
import type { TestServer } from '../../server/test-server.ts';

/** Everybody who may knock: each role for all clusters and for the red one alone, and those who must stay outside. */
export const INSIDE = [
  'admin',
  'operator',
  'viewer',
  'red-admin',
  'red-operator',
  'red-viewer',
  'red-session',
] as const;
export const OUTSIDE = ['nobody', 'expired', 'revoked', 'disabled', 'no-cluster'] as const;
export type Inside = (typeof INSIDE)[number];
export type Who = Inside | Exclude<(typeof OUTSIDE)[number], 'no-cluster'> | 'no-cluster';

export const ALL: readonly Inside[] = ['admin', 'operator', 'viewer'];
export const isRed = (who: Inside) => who.startsWith('red-');
export const roleOf = (who: Inside) => who.replace(/^red-/, '').replace('session', 'viewer');

export interface Principal {
  headers: Record<string, string>;
}

const bearer = (token: string): Principal => ({ headers: { authorization: `Bearer ${token}` } });
const cookie = (token: string): Principal => ({ headers: { cookie: `switchyard=${token}` } });

async function session(
  server: TestServer,
  name: string,
  clusterIds: string[] | null,
): Promise<{ token: string; userId: string }> {
  const userId = await server.user(name, 'viewer', clusterIds);
  const token = newSessionToken();
  await server.db.worker.query(
    `INSERT INTO sessions (id, token_hash, user_id, expires_at) VALUES ($1, $2, $3, now() + interval '1 day')`,
    [uuidv7(), credentialHash(token), userId],
  );
  return { token, userId };
}

export async function makePrincipals(server: TestServer, red: string): Promise<Record<Who, Principal>> {
  const token = async (role: Role, clusterIds: string[] | null, sql?: string) => {
    const made = await server.token(role, clusterIds);
    if (sql) await server.db.worker.query(`UPDATE tokens SET ${sql} WHERE token_hash = $1`, [credentialHash(made)]);
    return bearer(made);
  };
  const disabled = await session(server, 'disabled-user', null);
  await server.db.worker.query('UPDATE users SET disabled = true WHERE id = $1', [disabled.userId]);
  return {
    admin: await token('admin', null),
    operator: await token('operator', null),
    viewer: await token('viewer', null),
    'red-admin': await token('admin', [red]),
    'red-operator': await token('operator', [red]),
    'red-viewer': await token('viewer', [red]),
    'red-session': cookie((await session(server, 'red-user', [red])).token),
    nobody: { headers: {} },
    expired: await token('admin', null, `expires_at = now() - interval '1 second'`),
    revoked: await token('admin', null, 'revoked_at = now()'),
    disabled: cookie(disabled.token),
    'no-cluster': await token('admin', []),
  };
}
