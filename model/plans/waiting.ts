import { WAITING_AFTER_SECONDS } from '../../contract/plans/waiting.ts';
import type { Task } from '../work/due-work.ts';

/** What workers do for plans. */
const PLAN_TASKS: readonly Task[] = ['check-plan', 'apply-plan', 'plan-at-its-time'];

/**
 * What of the plan $1 is due and in nobody's hands; no row where there is nothing of the kind. A worker renews the leases of what it works on
 * (workers/work-on.ts), so that one valid lease is a worker that runs; one that has nothing to do looks for due work every second, and would have found this.
 */
export const WAITING = `
  SELECT min(due_at) AS since, floor(extract(epoch FROM now() - min(due_at)))::int AS seconds,
         EXISTS (SELECT FROM due_work WHERE done_at IS NULL AND lease_until > now()) AS "workersRun"
    FROM due_work
   WHERE subject_id = $1 AND task IN (${PLAN_TASKS.map((task) => `'${task}'`).join(', ')}) AND done_at IS NULL
     AND due_at <= now() - make_interval(secs => ${WAITING_AFTER_SECONDS}) AND (lease_until IS NULL OR lease_until < now())
  HAVING count(*) > 0`;
