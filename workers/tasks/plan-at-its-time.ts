import { ASKED_SINCE, startPlan } from '../../actions/engine/acts.ts';
import { stepsDigest } from '../../actions/engine/digest.ts';
import { planAs } from '../../actions/engine/plan-as.ts';
import { inTransaction } from '../../model/database.ts';
import { Refused } from '../../model/panel/refused.ts';
import { asksApproval } from '../../model/plans/asks-approval.ts';
import { type PlanRow, readPlan } from '../../model/plans/plan-row.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { probeCheck } from '../plans/probe-check.ts';
import type { TaskHandler, TaskTools } from '../task.ts';

/** Nobody meant a change of the night for the next morning. */
const TOO_LATE_MS = 15 * 60_000;

/** The time of a scheduled plan has come: it is planned again, and applied only if that gives the same changes and every check still says yes. */
export const planAtItsTime: TaskHandler = {
  task: 'plan-at-its-time',
  lane: 'plan',
  async run(work, tools) {
    const { pool } = tools;
    const plan = await readPlan(pool, work.subjectId!);
    if (plan?.state !== 'scheduled') return {};
    const reason = await whyNotAny(plan, tools);
    await inTransaction(pool, async (client) => {
      const now = await readPlan(client, plan.id, 'FOR UPDATE');
      if (now?.state !== 'scheduled') return;
      const by = { id: plan.actorId ?? '', name: plan.actor };
      if (reason === null) return startPlan(client, plan.id, by, { override: false, decisions: {} });
      await client.query(
        `UPDATE plans SET state = 'expired', error = $2, finished_at = clock_timestamp(), changed_at = now() WHERE id = $1`,
        [plan.id, `not applied at its time: ${reason}`],
      );
      await recordPlanAct(client, 'expired', plan, { after: { reason } });
    });
    return {};
  },
};

/** Why it is not what was agreed to any more; null when it is. */
async function whyNotAny(plan: PlanRow, tools: TaskTools): Promise<string | null> {
  const late = Date.now() - Date.parse(plan.scheduledFor!);
  if (late > TOO_LATE_MS) return `its time passed ${Math.round(late / 60_000)} minutes ago, and no worker ran then`;
  if (!plan.needsApproval && (await asksApproval(tools.pool, plan.id))) return ASKED_SINCE;
  try {
    const { steps, checks = [], probes = [] } = await planAs(tools.pool, plan.actorId, plan);
    if (stepsDigest(steps) !== plan.digest) return 'the estate has changed: it would do something else now';
    const answers = [
      ...checks.filter(({ blocks }) => blocks),
      ...(await Promise.all(probes.map((order) => probeCheck(order, tools)))),
    ];
    const no = answers.filter(({ state }) => state === 'failed').map(({ name, detail }) => `${name}: ${detail}`);
    return no.length > 0 ? `checks say no: ${no.join('; ')}` : null;
  } catch (error) {
    // What else goes wrong is tried again.
    if (error instanceof Refused) return error.message;
    throw error;
  }
}
