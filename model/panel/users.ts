import type { z } from 'zod';
import type { userInput, userPatch } from '../../contract/api/users.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Queryable } from '../database.ts';
import { differing, recordAct } from './audit.ts';
import { refuseUnknownClusters } from './clusters.ts';
import { hashPassword } from './passwords.ts';
import { inTheWay, missing } from './refused.ts';
import { tellRights } from './sessions.ts';

type UserInput = z.output<typeof userInput>;
type UserPatch = z.output<typeof userPatch>;

interface UserRow {
  name: string;
  role: string;
  clusterIds: string[] | null;
  disabled: boolean;
}

const SELECT = 'name, role, cluster_ids AS "clusterIds", disabled';

const mayAdminister = (user: UserRow) => user.role === 'admin' && user.clusterIds === null && !user.disabled;

/** One change at a time, so that two admins cannot take each other's rights at once and leave nobody. */
async function refuseLastAdmin(db: Queryable, id: string): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('switchyard admins'))`);
  const { rowCount } = await db.query(
    `SELECT 1 FROM users WHERE id <> $1 AND role = 'admin' AND cluster_ids IS NULL AND NOT disabled LIMIT 1`,
    [id],
  );
  if (!rowCount) throw inTheWay('It is the last admin of all clusters: nobody could undo this');
}

export async function createUser(db: Queryable, input: UserInput): Promise<string> {
  await refuseUnknownClusters(db, input.clusterIds);
  const id = uuidv7();
  await db.query(
    'INSERT INTO users (id, name, role, cluster_ids, disabled, password_hash) VALUES ($1, $2, $3, $4, false, $5)',
    [id, input.name, input.role, input.clusterIds, await hashPassword(input.password)],
  );
  const { name, role, clusterIds } = input;
  await recordAct(db, 'users', 'create', { id, name }, { after: { name, role, clusterIds } });
  return id;
}

/** A new password and a disabled account end all sessions of the user but the one that asked. */
export async function changeUser(
  db: Queryable,
  id: string,
  { password, ...patch }: UserPatch,
  askedBy: { sessionId: string | null },
): Promise<void> {
  const { rows } = await db.query<UserRow>(`SELECT ${SELECT} FROM users WHERE id = $1 FOR UPDATE`, [id]);
  const before = rows[0];
  if (!before) throw missing('There is no such user');
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const change = differing({ ...before }, given);
  if (!change.names.length && password === undefined) return;
  const after: UserRow = { ...before, ...given };
  if (mayAdminister(before) && !mayAdminister(after)) await refuseLastAdmin(db, id);
  if (change.names.includes('clusterIds')) await refuseUnknownClusters(db, after.clusterIds);
  await db.query(
    `UPDATE users SET name = $2, role = $3, cluster_ids = $4, disabled = $5, password_hash = coalesce($6, password_hash), changed_at = now() WHERE id = $1`,
    [
      id,
      after.name,
      after.role,
      after.clusterIds,
      after.disabled,
      password === undefined ? null : await hashPassword(password),
    ],
  );
  // Who made a token is kept by name: it stays theirs (actions/engine/one-person.ts).
  if (after.name !== before.name)
    await db.query('UPDATE tokens SET created_by = $2, changed_at = now() WHERE created_by = $1', [
      before.name,
      after.name,
    ]);
  if (password !== undefined || after.disabled)
    await db.query('DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2', [
      id,
      after.disabled ? null : askedBy.sessionId,
    ]);
  const told = { ...change.after, ...(password === undefined ? {} : { password: 'changed' }) };
  await recordAct(db, 'users', 'change', { id, name: after.name }, { before: change.before, after: told });
  await tellRights(db, id);
}

export async function deleteUser(db: Queryable, id: string): Promise<void> {
  const { rows } = await db.query<UserRow>(`SELECT ${SELECT} FROM users WHERE id = $1 FOR UPDATE`, [id]);
  const before = rows[0];
  if (!before) throw missing('There is no such user');
  if (mayAdminister(before)) await refuseLastAdmin(db, id);
  await db.query('DELETE FROM users WHERE id = $1', [id]);
  await recordAct(db, 'users', 'delete', { id, name: before.name }, { before: { ...before } });
  await tellRights(db, id);
}
