import { currentContext } from '../../runtime/context.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Queryable } from '../database.ts';

/**
 * Everything that is due is a row here; the queue only wakes workers.
 * `pull` one source (subject: source; params: scopes?) · `measure` what changes all the time in it · `listen` to it for as long as the lease is ours ·
 * `check` its connection (subject: source; result: CheckResult) ·
 * `release-held` (subject: held change) · `remove-source` (subject: source) · `reassign` after cluster rules changed ·
 * `check-plan` before it is proposed, `apply-plan`, `plan-at-its-time` again and apply it (subject: plan) ·
 * the rest are the worker's own schedules.
 */
export type Task =
  | 'pull'
  | 'measure'
  | 'listen'
  | 'check'
  | 'release-held'
  | 'remove-source'
  | 'reassign'
  | 'check-plan'
  | 'apply-plan'
  | 'plan-at-its-time'
  | 'sweep-findings'
  | 'nightly'
  | 'hourly';

/** The name of the connection by which a worker hears of new work: there is one for as long as it lives. */
export const WORKER_CONNECTION = 'switchyard worker listens';

export interface WorkRequest {
  task: Task;
  subjectId?: string;
  params?: Record<string, unknown>;
}

/** Asks for work once, now or at an instant. Call it in the transaction that makes the work necessary; workers are told at commit. */
export async function requestWork(
  db: Queryable,
  { task, subjectId, params }: WorkRequest,
  at: string | null = null,
): Promise<{ id: string; dueAt: string }> {
  const id = uuidv7();
  const context = currentContext();
  const { rows } = await db.query<{ due_at: string }>(
    `INSERT INTO due_work (id, task, subject_id, params, due_at, requested_by, request_id, plan_id) VALUES ($1, $2, $3, $4, coalesce($7, now()), $5, $6, $8)
     RETURNING due_at, pg_notify('due', id::text)`,
    [
      id,
      task,
      subjectId ?? null,
      params ?? {},
      context?.principal?.name ?? null,
      context?.requestId ?? null,
      at,
      context?.planId ?? null,
    ],
  );
  return { id, dueAt: rows[0]!.due_at };
}

/** Makes or changes a recurring piece of work. `secondsFromNow` is when it runs first. */
export async function scheduleWork(
  db: Queryable,
  { task, subjectId, params }: WorkRequest,
  everySeconds: number,
  secondsFromNow = 0,
): Promise<void> {
  await db.query(
    `INSERT INTO due_work (id, task, subject_id, params, due_at, every_seconds)
     VALUES ($1, $2, $3, $4, now() + make_interval(secs => $6), $5)
     ON CONFLICT (task, coalesce(subject_id, '00000000-0000-0000-0000-000000000000')) WHERE every_seconds IS NOT NULL
     DO UPDATE SET every_seconds = excluded.every_seconds,
                   due_at = least(due_work.due_at, now() + make_interval(secs => excluded.every_seconds))`,
    [uuidv7(), task, subjectId ?? null, params ?? {}, everySeconds, secondsFromNow],
  );
  await db.query(`SELECT pg_notify('due', '')`);
}

export async function unscheduleWork(db: Queryable, { task, subjectId }: WorkRequest): Promise<void> {
  await db.query(`DELETE FROM due_work WHERE task = $1 AND subject_id IS NOT DISTINCT FROM $2 AND done_at IS NULL`, [
    task,
    subjectId ?? null,
  ]);
}
