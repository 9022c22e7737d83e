import { onceBack } from '../model/away.ts';
import { newRequestId, runInContext } from '../runtime/context.ts';
import { logFor } from '../runtime/log.ts';
import { claim, type ClaimedWork, finish, LEASE_SECONDS, renew } from './due-work.ts';
import type { TaskOutcome, TaskTools } from './task.ts';
import { handlerOf, leases, tasksIn } from './tasks/all.ts';

const log = logFor('worker');

/** Who works off what is due: a worker, or a command that does a piece of work itself because no worker runs. */
export interface Worker {
  /** Host and process. */
  name: string;
  tools: Omit<TaskTools, 'signal'>;
  /** Ends when it stops. */
  signal: AbortSignal;
  /** What it works on; `lose` is for what went to another, or was called off. */
  held: Map<string, { claimed: ClaimedWork; lose(): void }>;
}

/**
 * Does a piece of due work to its end, with a heartbeat, and puts on record how it came out.
 * @returns false when another worker was faster, or the work is no longer due
 */
export async function workOn({ name, tools, signal: stopping, held }: Worker, id: string): Promise<boolean> {
  const { pool, timing } = tools;
  // Somebody looks on at all that is done for plans.
  const forPlans = tasksIn('plan').map((task) => [task, timing.planLease] as const);
  const leaseOf: Readonly<Record<string, number>> = { ...leases, ...Object.fromEntries(forPlans) };
  const claimed = await claim(pool, id, name, leaseOf);
  if (!claimed) return false;
  const lost = new AbortController();
  const lose = () => lost.abort(new Error('the lease of this work was lost'));
  held.set(id, { claimed, lose });
  const seconds = leaseOf[claimed.task] ?? LEASE_SECONDS;
  const heartbeat = setInterval(
    () => {
      renew(pool, claimed, seconds).then(
        (ours) => ours || lose(),
        () => undefined,
      );
    },
    (seconds / 4) * 1000,
  );
  const context = {
    requestId: claimed.requestId ?? newRequestId(),
    principal: { id: claimed.id, name: claimed.requestedBy ?? 'schedule' },
    ...planOf(claimed),
  };
  const handler = handlerOf.get(claimed.task)!;
  const signal = AbortSignal.any([stopping, lost.signal]);
  let outcome: TaskOutcome;
  try {
    outcome = await runInContext(context, () => handler.run(claimed, { ...tools, signal }));
  } catch (error) {
    log.error({ err: error, task: claimed.task, subject: claimed.subjectId }, 'work failed');
    outcome = {
      error: error instanceof Error ? error.message : String(error),
      againIn: stopping.aborted ? 0 : backOff(claimed.attempts, handler.untilDone),
    };
  } finally {
    clearInterval(heartbeat);
    held.delete(id);
  }
  await onceBack(() => finish(pool, claimed, outcome));
  await handler.afterwards?.(claimed, { ...tools, signal });
  return true;
}

/** The plan that is carried out, or that asked for what is done now. */
function planOf({ task, subjectId, planId }: ClaimedWork): { planId?: string } {
  const id = tasksIn('plan').includes(task) ? subjectId : planId;
  return id === null ? {} : { planId: id };
}

/** Seconds until another try of what has failed; null when it is given up. */
function backOff(attempts: number, untilDone = false): number | null {
  const seconds = 2 ** attempts;
  if (untilDone) return Math.min(seconds, 30);
  return attempts < 8 ? Math.min(seconds, 300) : null;
}
