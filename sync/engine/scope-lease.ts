import { syncedKinds } from '../../contract/kinds/all.ts';
import type { Pool } from '../../model/database.ts';

export interface ScopeLease {
  scopeId: number;
  kind: string;
  scope: string;
  /** What people call it. */
  title: string;
  fence: number;
}

/** Longer than any page may take; renewed with every page. */
const LEASE = '3 minutes';

/**
 * A scope whose name is the key of an object is called by that object's name: record sets of a zone, machines of a host, and the host that is a scope
 * by itself. SQL for an expression over the row of the scope.
 */
export function titleSql(kind: string): string {
  const holder = syncedKinds.find(({ name, holds }) => holds && [name, ...holds].includes(kind));
  if (!holder) return 'title';
  return `coalesce((SELECT p.name FROM ${holder.name} p JOIN sources o ON o.id = scopes.source_id AND p.realm = o.system || ':' || o.account WHERE p.key = scopes.name), title)`;
}

/**
 * Takes a scope for a run; undefined while another run has it. A lease that ran out is taken over, and the fence tells the two apart.
 */
export async function takeScope(
  pool: Pool,
  run: { id: string; source: { id: string; name: string } },
  kind: string,
  scope: string,
): Promise<ScopeLease | undefined> {
  // First a plain read: an upsert would write the row of every scope in every run.
  await pool.query(
    `INSERT INTO scopes (source_id, source_name, kind, name)
     SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM scopes WHERE source_id = $1 AND kind = $3 AND name = $4)
     ON CONFLICT DO NOTHING`,
    [run.source.id, run.source.name, kind, scope],
  );
  const { rows } = await pool.query<{ id: number; fence: number; title: string }>(
    `UPDATE scopes SET lease_run = $4, lease_until = now() + interval '${LEASE}', fence = fence + 1, source_name = $5, title = ${titleSql(kind)}
      WHERE source_id = $1 AND kind = $2 AND name = $3
        AND (lease_until IS NULL OR lease_until < now() OR lease_run = $4)
    RETURNING id, fence, coalesce(title, name) AS title`,
    [run.source.id, kind, scope, run.id, run.source.name],
  );
  return rows[0] && { scopeId: rows[0].id, kind, scope, title: rows[0].title, fence: rows[0].fence };
}

/** What people call a scope that another run has. */
export async function titleOf(pool: Pool, sourceId: string, kind: string, scope: string): Promise<string> {
  const { rows } = await pool.query<{ title: string | null }>(
    'SELECT title FROM scopes WHERE source_id = $1 AND kind = $2 AND name = $3',
    [sourceId, kind, scope],
  );
  return rows[0]?.title ?? scope;
}

/** False when the lease is no longer ours. */
export async function renewScopes(pool: Pool, runId: string, leases: ScopeLease[]): Promise<boolean> {
  if (!leases.length) return true;
  const { rowCount } = await pool.query(
    `UPDATE scopes SET lease_until = now() + interval '${LEASE}' WHERE id = ANY ($1::int[]) AND lease_run = $2`,
    [leases.map((lease) => lease.scopeId), runId],
  );
  return rowCount === leases.length;
}

export async function releaseScopes(pool: Pool, runId: string, error: string | null): Promise<void> {
  await pool.query(
    `UPDATE scopes SET lease_run = NULL, lease_until = NULL, last_error = coalesce($2, last_error) WHERE lease_run = $1`,
    [runId, error],
  );
}

/** A scope that could not be written, as long as it is still ours. */
export async function failScope(
  pool: Pool,
  runId: string,
  { scopeId, fence }: ScopeLease,
  error: string,
): Promise<void> {
  await pool.query(
    'UPDATE scopes SET lease_run = NULL, lease_until = NULL, last_error = $4 WHERE id = $1 AND lease_run = $2 AND fence = $3',
    [scopeId, runId, fence, error],
  );
}
