import type { z } from 'zod';
import type { clusterInput, clusterPatch } from '../../contract/api/estate.ts';
import { columnOf } from '../../contract/kinds/kind.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Queryable } from '../database.ts';
import { requestWork } from '../work/due-work.ts';
import { differing, recordAct } from './audit.ts';
import { missing, wrongFields } from './refused.ts';
import { tellRights } from './sessions.ts';

export type ClusterInput = z.output<typeof clusterInput>;
type ClusterPatch = z.output<typeof clusterPatch>;

const FIELDS = [
  'name',
  'region',
  'timeZone',
  'stage',
  'currentLoadBalancer',
  'standbyLoadBalancer',
  'watchedBy',
  'needsApproval',
  'rules',
] as const;
const SELECT = FIELDS.map((field) => `${columnOf(field)} AS "${field}"`).join(', ');

const bound = (field: string, value: unknown) => (field === 'rules' ? JSON.stringify(value) : (value ?? null));

async function refuseUnknownWatcher(db: Queryable, watchedBy: string | null | undefined, self?: string): Promise<void> {
  if (!watchedBy) return;
  if (watchedBy === self) throw wrongFields({ watchedBy: 'a cluster cannot watch itself from outside' });
  const known = /^[0-9a-f-]{36}$/i.test(watchedBy)
    ? await db.query('SELECT 1 FROM clusters WHERE id = $1', [watchedBy])
    : null;
  if (!known?.rowCount) throw wrongFields({ watchedBy: 'there is no such cluster' });
}

/** Every object goes to the cluster that it belongs to now. One waiting request does for all changes before it. */
async function requestReassign(db: Queryable): Promise<void> {
  const { rowCount } = await db.query(
    `SELECT 1 FROM due_work WHERE task = 'reassign' AND done_at IS NULL AND lease_until IS NULL AND attempts = 0 LIMIT 1 FOR SHARE`,
  );
  if (!rowCount) await requestWork(db, { task: 'reassign' });
}

export async function createCluster(db: Queryable, input: ClusterInput): Promise<string> {
  await refuseUnknownWatcher(db, input.watchedBy);
  const id = uuidv7();
  await db.query(
    `INSERT INTO clusters (id, ${FIELDS.map(columnOf).join(', ')}) VALUES ($1, ${FIELDS.map((_, n) => `$${n + 2}`).join(', ')})`,
    [id, ...FIELDS.map((field) => bound(field, input[field]))],
  );
  await requestReassign(db);
  await recordAct(db, 'clusters', 'create', { id, name: input.name }, { after: { ...input } });
  return id;
}

/** Returns whether anything differed. */
export async function changeCluster(db: Queryable, id: string, patch: ClusterPatch): Promise<boolean> {
  const { rows } = await db.query<Record<string, unknown>>(`SELECT ${SELECT} FROM clusters WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  const before = rows[0];
  if (!before) throw missing('There is no such cluster');
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const change = differing(before, given);
  if (!change.names.length) return false;
  await refuseUnknownWatcher(db, change.after.watchedBy as string | null, id);
  await db.query(
    `UPDATE clusters SET ${change.names.map((field, n) => `${columnOf(field)} = $${n + 2}`).join(', ')}, changed_at = now() WHERE id = $1`,
    [id, ...change.names.map((field) => bound(field, change.after[field]))],
  );
  if (change.names.includes('rules')) await requestReassign(db);
  await recordAct(db, 'clusters', 'change', { id, name: String(given.name ?? before.name) }, change);
  return true;
}

/** Who saw only this cluster then sees nothing: an empty list of clusters is not all of them. */
export async function deleteCluster(db: Queryable, id: string): Promise<void> {
  const { rows } = await db.query<Record<string, unknown>>(`DELETE FROM clusters WHERE id = $1 RETURNING ${SELECT}`, [
    id,
  ]);
  const before = rows[0];
  if (!before) throw missing('There is no such cluster');
  await db.query('UPDATE clusters SET watched_by = NULL, changed_at = now() WHERE watched_by = $1', [id]);
  for (const table of ['users', 'tokens'])
    await db.query(
      `UPDATE ${table} SET cluster_ids = array_remove(cluster_ids, $1), changed_at = now() WHERE $1 = ANY (cluster_ids)`,
      [id],
    );
  await requestReassign(db);
  await recordAct(db, 'clusters', 'delete', { id, name: String(before.name) }, { before });
  await tellRights(db, '');
}

/** @throws Refused naming `clusterIds` when one of them is no cluster */
export async function refuseUnknownClusters(
  db: Queryable,
  clusterIds: readonly string[] | null | undefined,
): Promise<void> {
  if (!clusterIds?.length) return;
  const { rows } = await db.query<{ id: string }>('SELECT id FROM clusters WHERE id = ANY ($1::uuid[])', [clusterIds]);
  const known = new Set(rows.map((row) => row.id));
  const unknown = clusterIds.filter((id) => !known.has(id.toLowerCase()));
  if (unknown.length) throw wrongFields({ clusterIds: `there is no cluster ${unknown.join(', ')}` });
}
