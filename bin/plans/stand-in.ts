import { type Worker, workOn } from '../../workers/work-on.ts';
import type { PlanView } from './desk.ts';

/** So long a worker has the first turn. */
const FIRST_TURN_SECONDS = 2;

/** What is due of these plans and no worker has taken up. */
const DUE = `
  SELECT id FROM due_work
   WHERE subject_id = ANY ($1::uuid[]) AND task IN ('check-plan', 'apply-plan') AND done_at IS NULL
     AND due_at <= now() - make_interval(secs => $2) AND (lease_until IS NULL OR lease_until < now())
   ORDER BY due_at`;

/** Works for a worker that does not run: checks and applies plans in this process, as it would. */
export function standIn(worker: Worker) {
  const working = new Map<string, Promise<unknown>>();
  const { pool } = worker.tools;

  async function look(plan: PlanView): Promise<void> {
    const ids = [plan.id, plan.undoes, plan.undoneBy].filter((id) => id !== null);
    const { rows } = await pool.query<{ id: string }>(DUE, [ids, FIRST_TURN_SECONDS]);
    for (const { id } of rows)
      if (!working.has(id))
        working.set(
          id,
          workOn(worker, id)
            .catch(() => undefined)
            .finally(() => working.delete(id)),
        );
  }

  let looking: Promise<unknown> = Promise.resolve();
  let busy = false;
  return {
    lend(plan: PlanView): void {
      if (busy || worker.signal.aborted) return;
      busy = true;
      looking = look(plan)
        .catch(() => undefined)
        .finally(() => (busy = false));
    },
    /** All that was begun is over, or given back. */
    async settled(): Promise<void> {
      await looking;
      await Promise.all(working.values());
    },
  };
}
