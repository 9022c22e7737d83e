import type { ProbeOrder } from '../../actions/engine/draft.ts';
import { schedulePlan } from '../../actions/engine/acts.ts';
import { saysNo } from '../../contract/plans/can.ts';
import { inTransaction } from '../../model/database.ts';
import { asksApproval } from '../../model/plans/asks-approval.ts';
import { type PlanRow, readPlan } from '../../model/plans/plan-row.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { type Fresh, freshCheck } from '../plans/fresh-check.ts';
import { planAgain } from '../plans/plan-again.ts';
import { probeCheck } from '../plans/probe-check.ts';
import type { TaskHandler, TaskTools } from '../task.ts';

/** One after the other, plans may write the same sets. */
const MOST_AGAIN = 3;

/** Looks at what a plan is about to change, and at where it would move things, before anybody is asked to apply it. */
export const checkPlan: TaskHandler = {
  task: 'check-plan',
  lane: 'plan',
  async run(work, tools) {
    const found = await readPlan(tools.pool, work.subjectId!);
    if (found?.state !== 'checking') return {};
    const { plan, fresh } = await lookedAt(found, tools);
    const { rows } = await tools.pool.query<{ probes: ProbeOrder[] }>('SELECT probes FROM plans WHERE id = $1', [
      plan.id,
    ]);
    const probed = await Promise.all(rows[0]!.probes.map((order) => probeCheck(order, tools)));
    const answers = new Map([...probed, fresh].map(({ name, state, detail }) => [name, { state, detail }]));
    const checks = plan.checks.map((check) => ({ ...check, ...answers.get(check.name) }));
    await inTransaction(tools.pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE plans SET state = 'proposed', checks = $2, changed_at = now() WHERE id = $1 AND state = 'checking'`,
        [plan.id, JSON.stringify(checks)],
      );
      if (!rowCount) return;
      const no = checks.filter(({ state }) => state === 'failed').map(({ name, detail }) => `${name}: ${detail}`);
      await recordPlanAct(client, 'checked', plan, { after: no.length ? { failed: no } : {} });
      const blocked = checks.some(saysNo);
      const ahead = plan.scheduledFor !== null && Date.parse(plan.scheduledFor) > Date.now();
      if (ahead && !plan.needsApproval && !blocked && !(await asksApproval(client, plan.id)))
        await schedulePlan(client, plan.id, plan.scheduledFor!, { id: plan.actorId ?? '', name: plan.actor });
    });
    return {};
  },
};

/** What plans themselves have written a moment ago keeps none back: it is planned again over that. */
async function lookedAt(found: PlanRow, tools: TaskTools): Promise<{ plan: PlanRow; fresh: Fresh }> {
  let plan = found;
  for (let again = 0; ; again += 1) {
    const fresh = await freshCheck(plan.id, plan.stepCount, plan.actor, tools);
    if (!fresh.ours || again === MOST_AGAIN || !(await planAgain(tools.pool, plan))) return { plan, fresh };
    plan = (await readPlan(tools.pool, plan.id))!;
  }
}
