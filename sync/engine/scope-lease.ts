import type { Pool } from '../../model/database.ts';

export interface ScopeLease {
  scopeId: number;
  kind: string;
  scope: string;
  fence: number;
}

/** Longer than any page may take; renewed with every page. */
const LEASE = '3 minutes';

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
  const { rows } = await pool.query<{ id: number; fence: number }>(
    `UPDATE scopes SET lease_run = $4, lease_until = now() + interval '${LEASE}', fence = fence + 1, source_name = $5
      WHERE source_id = $1 AND kind = $2 AND name = $3
        AND (lease_until IS NULL OR lease_until < now() OR lease_run = $4)
    RETURNING id, fence`,
    [run.source.id, kind, scope, run.id, run.source.name],
  );
  return rows[0] && { scopeId: rows[0].id, kind, scope, fence: rows[0].fence };
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
