import type { PlanState } from '../../contract/plans/states.ts';
import { inTransaction, type Client, type Pool } from '../../model/database.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { holdFence } from './plan-lease.ts';
import type { Applied } from './step-journal.ts';

/** Acts that the audit knows the coming of a state by. */
const OVER: readonly PlanState[] = ['applied', 'partly_applied', 'failed', 'needs_person', 'expired', 'undone'];

/** What a plan that is being applied comes to. `also` happens in the same transaction. @throws FenceLost */
export async function enterState(
  pool: Pool,
  plan: Applied,
  state: PlanState,
  { error = null, also }: { error?: string | null; also?: (client: Client) => Promise<void> } = {},
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await holdFence(client, plan);
    await client.query(
      `UPDATE plans SET state = $2, error = $3, wanted = NULL, changed_at = now(), started_at = coalesce(started_at, clock_timestamp()),
              finished_at = CASE WHEN $4 THEN clock_timestamp() END
        WHERE id = $1`,
      [plan.planId, state, error, OVER.includes(state)],
    );
    await also?.(client);
    await recordPlanAct(
      client,
      state.replace('_', '-'),
      { id: plan.planId, title: plan.title },
      { after: error ? { error } : {} },
    );
  });
}
