import type { ScopeOutcome } from '../../contract/kinds/sync-runs.ts';
import { isAway } from '../../model/away.ts';
import type { Pool } from '../../model/database.ts';
import { currentContext } from '../../runtime/context.ts';
import { SystemError } from '../systems/errors.ts';
import { LeaseLost, OtherAccount, StagingLost } from './trouble.ts';

export type Trigger = 'schedule' | 'person' | 'refresh' | 'event' | 'first' | 'plan';

/** Listeners are told that a run began or ended, by what the statement returns. */
const TELL = `pg_notify('changes', 'panel:sync_runs:' || id)`;

/**
 * A run that is still open, and neither has a scope nor is any worker's work, was killed.
 * @param sourceId null: of all sources; also of those that nobody pulls any more
 */
export async function closeLostRuns(pool: Pool, sourceId: string | null): Promise<void> {
  await pool.query(
    `UPDATE sync_runs r SET state = 'lost', finished_at = now(), error = 'the worker was stopped', error_type = 'lost', changed_at = now()
      WHERE ($1::uuid IS NULL OR source_id = $1) AND state IN ('running', 'listening')
        -- A plan's own run is no piece of due work, and short.
        AND NOT (trigger = 'plan' AND started_at > now() - interval '10 minutes')
        AND NOT EXISTS (SELECT FROM scopes s WHERE s.lease_run = r.id AND s.lease_until > now())
        AND NOT EXISTS (SELECT FROM due_work w WHERE w.subject_id = r.source_id AND w.lease_until > now() AND w.params ->> 'runId' = r.id::text)
      RETURNING ${TELL}`,
    [sourceId],
  );
}

export async function openRun(
  pool: Pool,
  run: { id: string; sourceId: string; trigger: Trigger; requestedBy: string | null },
): Promise<{ startedAt: Date; isFirst: boolean }> {
  await closeLostRuns(pool, run.sourceId);
  const context = currentContext();
  const { rows } = await pool.query<{ now: string; is_first: boolean }>(
    `INSERT INTO sync_runs (id, source_id, state, trigger, requested_by, request_id, plan_id, started_at, complete, incomplete, listed, created, updated, gone, held, malformed, scopes)
     VALUES ($1, $2, CASE $3 WHEN 'event' THEN 'listening' ELSE 'running' END, $3, $4,
             -- What recurs by itself belongs to no request.
             CASE WHEN $3 IN ('schedule', 'event') THEN NULL ELSE $5 END, $6, clock_timestamp(), 0, 0, 0, 0, 0, 0, 0, 0, '[]')
     RETURNING clock_timestamp() AS now,
               NOT EXISTS (SELECT FROM sync_runs r WHERE r.source_id = $2 AND r.state <> 'running' AND r.trigger NOT IN ('event', 'plan')) AS is_first, ${TELL}`,
    [run.id, run.sourceId, run.trigger, run.requestedBy, context?.requestId ?? null, context?.planId ?? null],
  );
  return { startedAt: new Date(rows[0]!.now), isFirst: rows[0]!.is_first };
}

export interface RunResult {
  state: 'complete' | 'partial' | 'held' | 'failed';
  outcomes: ScopeOutcome[];
  error: string | null;
  errorType: string | null;
  /** Seconds after which another try makes sense, where the error says so. */
  retryIn: number | null;
}

/** A source of a thousand scopes is pulled every minute: those that were whole and unchanged are in the sums. */
const worthTelling = (outcomes: ScopeOutcome[]) =>
  outcomes.length <= 100
    ? outcomes
    : outcomes.filter(
        ({ complete, created, updated, gone, held, malformed }) =>
          !complete || created + updated + gone + held + malformed > 0,
      );

const sum = (outcomes: ScopeOutcome[], field: 'listed' | 'created' | 'updated' | 'gone' | 'held' | 'malformed') =>
  outcomes.reduce((total, outcome) => total + outcome[field], 0);

/** @param heard what was written apart from scopes, by events */
export async function closeRun(
  pool: Pool,
  runId: string,
  result: RunResult,
  heard = { listed: 0, created: 0, updated: 0, gone: 0 },
): Promise<void> {
  const { outcomes } = result;
  await pool.query(
    `UPDATE sync_runs SET state = $2, finished_at = clock_timestamp(), complete = $3, incomplete = $4, listed = $5, created = $6, updated = $7,
            gone = $8, held = $9, malformed = $10, error = $11, error_type = $12, scopes = $13, changed_at = now()
      WHERE id = $1 RETURNING ${TELL}`,
    [
      runId,
      result.state,
      outcomes.filter((outcome) => outcome.complete).length,
      outcomes.filter((outcome) => !outcome.complete).length,
      sum(outcomes, 'listed') + heard.listed,
      sum(outcomes, 'created') + heard.created,
      sum(outcomes, 'updated') + heard.updated,
      sum(outcomes, 'gone') + heard.gone,
      sum(outcomes, 'held'),
      sum(outcomes, 'malformed'),
      result.error,
      result.errorType,
      JSON.stringify(worthTelling(outcomes)),
    ],
  );
}

/** Times to wait before another try, by the type of the error. Missing rights do not come back by asking often. */
export function retryAfter(error: unknown): number | null {
  // Trouble of our own database: the provider was not at fault, and may be asked again at once.
  if (error instanceof StagingLost || isAway(error)) return 1;
  if (error instanceof SystemError && error.type === 'rate-limited') return Math.max(error.retryAfter ?? 60, 1);
  return errorTypeOf(error) === 'transient' ? 10 : null;
}

export function errorTypeOf(error: unknown): string {
  if (error instanceof SystemError) return error.type;
  if (error instanceof OtherAccount) return 'account';
  if (error instanceof LeaseLost) return 'lost';
  return 'transient';
}
