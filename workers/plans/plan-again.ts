import { planAs } from '../../actions/engine/plan-as.ts';
import { redraftPlan } from '../../actions/engine/propose.ts';
import { inTransaction, type Pool } from '../../model/database.ts';
import { Refused } from '../../model/panel/refused.ts';
import type { PlanRow } from '../../model/plans/plan-row.ts';

const SAID = {
  text: 'Planned again while it was checked: a plan had just written what it changes',
  objects: [],
};

/**
 * Plans the same in the name of who planned, over what the model has now.
 * @returns false where nobody may any more, or it is not being checked any more
 */
export async function planAgain(pool: Pool, plan: PlanRow): Promise<boolean> {
  try {
    const draft = await planAs(pool, plan.actorId, plan);
    const warnings = [...(draft.warnings ?? []), SAID];
    return await inTransaction(pool, (client) => redraftPlan(client, plan.id, { ...draft, warnings }));
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
