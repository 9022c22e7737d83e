import { WAITING_AFTER_SECONDS } from '../../contract/plans/waiting.ts';
import { type Task, WORKER_CONNECTION } from '../work/due-work.ts';

/** What workers do for plans. */
const PLAN_TASKS: readonly Task[] = ['check-plan', 'apply-plan', 'plan-at-its-time'];

/**
 * What of the plan $1 is due and in nobody's hands; no row where there is nothing of the kind. Whether a worker runs is known by its connection, which ends with it: leases
 * outlast a worker that was killed. Every role sees the names of connections.
 */
export const WAITING = `
  SELECT min(due_at) AS since, floor(extract(epoch FROM now() - min(due_at)))::int AS seconds,
         EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = '${WORKER_CONNECTION}') AS "workersRun"
    FROM due_work
   WHERE subject_id = $1 AND task IN (${PLAN_TASKS.map((task) => `'${task}'`).join(', ')}) AND done_at IS NULL
     AND due_at <= now() - make_interval(secs => ${WAITING_AFTER_SECONDS}) AND (lease_until IS NULL OR lease_until < now())
  HAVING count(*) > 0`;
