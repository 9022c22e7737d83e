import type { Task } from '../model/work/due-work.ts';
import type { Pool } from '../model/database.ts';
import type { Wakeup } from './queue.ts';

/** Longer than a heartbeat, shorter than patience: after this a killed worker's work is taken over. */
export const LEASE_SECONDS = 60;

export interface ClaimedWork {
  id: string;
  task: Task;
  subjectId: string | null;
  params: Record<string, unknown>;
  everySeconds: number | null;
  requestedBy: string | null;
  requestId: string | null;
  /** The plan that asked for it. */
  planId: string | null;
  attempts: number;
  fence: number;
}

const FREE = `done_at IS NULL AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())`;

/** What of these tasks is due and nobody works on. */
export async function findDue(pool: Pool, tasks: readonly Task[], most = 200): Promise<Wakeup[]> {
  const { rows } = await pool.query<Wakeup>(
    `SELECT id, attempts FROM due_work WHERE task = ANY ($1) AND ${FREE} ORDER BY due_at LIMIT $2`,
    [tasks, most],
  );
  return rows;
}

/** Undefined when another worker was faster, or the work is no longer due. */
export async function claim(
  pool: Pool,
  id: string,
  worker: string,
  leases: Readonly<Record<string, number>> = {},
): Promise<ClaimedWork | undefined> {
  const { rows } = await pool.query<ClaimedWork>(
    `UPDATE due_work SET lease_by = $2, lease_until = now() + make_interval(secs => coalesce(($4::jsonb ->> task)::float8, $3)), fence = fence + 1, attempts = attempts + 1
      WHERE id = $1 AND ${FREE}
        AND id = (SELECT id FROM due_work WHERE id = $1 FOR UPDATE SKIP LOCKED)
    RETURNING id, task, subject_id AS "subjectId", params, every_seconds AS "everySeconds", requested_by AS "requestedBy",
              request_id AS "requestId", plan_id AS "planId", attempts, fence`,
    [id, worker, LEASE_SECONDS, JSON.stringify(leases)],
  );
  return rows[0];
}

/** False when the lease went to another worker, or the work was called off. */
export async function renew(pool: Pool, work: ClaimedWork, seconds = LEASE_SECONDS): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE due_work SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND fence = $2 AND done_at IS NULL`,
    [work.id, work.fence, seconds],
  );
  return rowCount === 1;
}

/** Which of these went to another worker, or were called off: their source was switched off, or has other settings. */
export async function findLost(pool: Pool, works: readonly ClaimedWork[]): Promise<string[]> {
  if (!works.length) return [];
  const { rows } = await pool.query<{ id: string }>(
    `SELECT w.id FROM unnest($1::uuid[], $2::int[]) AS w (id, fence)
      WHERE NOT EXISTS (SELECT FROM due_work d WHERE d.id = w.id AND d.fence = w.fence AND d.done_at IS NULL)`,
    [works.map(({ id }) => id), works.map(({ fence }) => fence)],
  );
  return rows.map(({ id }) => id);
}

/**
 * Recurring work is due again after its interval, or sooner if it asks so; other work is done, or due again.
 * `againIn` seconds: another try.
 */
export async function finish(
  pool: Pool,
  work: ClaimedWork,
  outcome: { result?: unknown; error?: string | null; againIn?: number | null },
): Promise<void> {
  await pool.query(
    `UPDATE due_work
        SET lease_by = NULL, lease_until = NULL, last_error = $3, result = $4,
            attempts = CASE WHEN $5::float8 IS NULL THEN 0 ELSE attempts END,
            done_at = CASE WHEN every_seconds IS NULL AND $5::float8 IS NULL THEN now() END,
            due_at = CASE
              WHEN every_seconds IS NULL THEN now() + make_interval(secs => coalesce($5::float8, 0))
              ELSE least(now() + make_interval(secs => coalesce($5::float8, every_seconds)),
                         greatest(due_at + make_interval(secs => every_seconds), now() + make_interval(secs => coalesce($5::float8, 0)))) END
      WHERE id = $1 AND fence = $2`,
    [work.id, work.fence, outcome.error ?? null, JSON.stringify(outcome.result ?? null), outcome.againIn ?? null],
  );
  await pool.query(`SELECT pg_notify('work-done', $1)`, [work.id]);
}
