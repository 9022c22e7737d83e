import { ZodError } from 'zod';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Pool } from '../../model/database.ts';
import { runPull, TAKEN } from '../../sync/engine/run-pull.ts';
import type { RunResult } from '../../sync/engine/run-record.ts';
import { releaseScopes } from '../../sync/engine/scope-lease.ts';
import { createPacing } from '../../sync/systems/pacing.ts';
import type { ScopeName } from '../../sync/systems/system.ts';
import type { ClaimedWork } from '../due-work.ts';
import { budgetsOf } from '../budgets.ts';
import { progressTeller } from '../progress.ts';
import { refreshSourceHealth } from '../source-health.ts';
import type { TaskHandler, TaskOutcome } from '../task.ts';
import { type LoadedSource, loadSource } from './source.ts';

const triggerOf = (work: ClaimedWork, neverComplete: boolean) =>
  work.params.scopes ? 'refresh' : work.everySeconds === null ? 'person' : neverComplete ? 'first' : 'schedule';

/** A failing source is asked again sooner than its interval, but ever more rarely; the interval is the longest wait. */
const backOff = (attempts: number, seconds: number) => seconds * 2 ** Math.min(attempts - 1, 6);

export const pull: TaskHandler = {
  task: 'pull',
  async run(work, tools) {
    let loaded: LoadedSource | undefined;
    try {
      loaded = await loadSource(tools.pool, tools.masterKey, work.subjectId!);
    } catch (error) {
      return unreadable(tools.pool, work.subjectId!, error);
    }
    if (!loaded) return { error: 'the source was removed' };
    const runId = uuidv7();
    // The run that this work had before is over, or its worker has lost the lease: what it was listing is free.
    if (typeof work.params.runId === 'string') await releaseScopes(tools.pool, work.params.runId, null);
    await tools.pool.query(
      `UPDATE due_work SET params = params || jsonb_build_object('runId', $3::text) WHERE id = $1 AND fence = $2`,
      [work.id, work.fence, runId],
    );
    const scopes = work.params.scopes as ScopeName[] | undefined;
    const teller = progressTeller(tools.pool, { sourceId: loaded.source.id, runId });
    const result = await runPull(tools.pool, {
      runId,
      ...loaded,
      trigger: triggerOf(work, loaded.neverComplete),
      requestedBy: work.requestedBy,
      scopes,
      tools: {
        outgoing: tools.outgoing,
        policy: tools.policy,
        ...createPacing(loaded.system.pacing, tools.signal, { budgets: budgetsOf(loaded.source.id) }),
      },
      signal: tools.signal,
      onProgress: teller.tell,
    });
    teller.stop();
    const others = loaded.system.card.partsApart === true && result.state === 'partial';
    const saw = scopes === undefined && (others || sawEverything(result));
    await recordOnSource(tools.pool, loaded.source.id, result, { whole: scopes === undefined, saw });
    // Someone asked for it, and another run has the scope just now: the answer they wait for comes after that run.
    const retryIn =
      result.retryIn ?? (work.everySeconds === null && result.outcomes.some((one) => one.error === TAKEN) ? 2 : null);
    // Servers that are away are asked again with all the others, in their time.
    const again = retryIn === null || others ? null : backOff(work.attempts, retryIn);
    return {
      result: { runId, state: result.state },
      error: result.error,
      againIn: again !== null && again < loaded.intervalSeconds && work.attempts < 8 ? again : null,
    };
  },
  /** The source says when it is pulled next. */
  afterwards: (work, { pool }) => refreshSourceHealth(pool, work.subjectId),
};

/** Settings that no longer fit their system, or secrets that do not open: nothing can be pulled, and the source says why. */
async function unreadable(pool: Pool, sourceId: string, error: unknown): Promise<TaskOutcome> {
  const issues =
    error instanceof ZodError
      ? error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
      : String(error);
  const told = `its settings cannot be used: ${issues}`;
  await pool.query(`UPDATE sources SET health = 'failing', last_error = $2, changed_at = now() WHERE id = $1`, [
    sourceId,
    told,
  ]);
  await pool.query(`SELECT pg_notify('changes', $1)`, [`panel:sources:${sourceId}`]);
  return { error: told };
}

const sawEverything = ({ state, errorType }: RunResult) =>
  state === 'complete' || (state === 'held' && errorType === null);

async function recordOnSource(
  pool: Pool,
  sourceId: string,
  result: RunResult & { runId: string },
  { whole, saw }: { whole: boolean; saw: boolean },
): Promise<void> {
  await pool.query(
    `UPDATE sources s SET
       last_complete_at = CASE WHEN $2 THEN (SELECT started_at FROM sync_runs WHERE id = $3) ELSE last_complete_at END,
       last_error = CASE WHEN $4 THEN $5 ELSE last_error END,
       changed_at = now()
     WHERE id = $1`,
    [sourceId, saw, result.runId, whole, result.error],
  );
  await refreshSourceHealth(pool, sourceId);
}
