import { changes } from '../../contract/plans/steps.ts';
import type { ProbeOrder } from '../../actions/engine/draft.ts';
import { schedulePlan } from '../../actions/engine/acts.ts';
import { inTransaction } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { readStep } from '../../model/plans/step-row.ts';
import { PlanHearing } from '../plans/plan-hearing.ts';
import { type Answer, probeCheck } from '../plans/probe-check.ts';
import { readySteps } from '../plans/ready-step.ts';
import { requestPullOfTargets } from '../plans/pull-targets.ts';
import type { TaskHandler, TaskTools } from '../task.ts';

/** Looks at what a plan is about to change, and at where it would move things, before anybody is asked to apply it. */
export const checkPlan: TaskHandler = {
  task: 'check-plan',
  lane: 'plan',
  async run(work, tools) {
    const plan = await readPlan(tools.pool, work.subjectId!);
    if (plan?.state !== 'checking') return {};
    const { rows } = await tools.pool.query<{ probes: ProbeOrder[] }>('SELECT probes FROM plans WHERE id = $1', [
      plan.id,
    ]);
    const probed = await Promise.all(rows[0]!.probes.map((order) => probeCheck(order, tools)));
    const fresh = await freshCheck(plan.id, plan.stepCount, plan.actor, tools);
    const checks = plan.checks.map((check) => ({
      ...check,
      ...(probed.find(({ name }) => name === check.name) ?? (check.name === 'fresh' ? fresh : {})),
    }));
    await inTransaction(tools.pool, async (client) => {
      const { rowCount } = await client.query(
        `UPDATE plans SET state = 'proposed', checks = $2, changed_at = now() WHERE id = $1 AND state = 'checking'`,
        [plan.id, JSON.stringify(checks)],
      );
      if (!rowCount) return;
      const no = checks.filter(({ state }) => state === 'failed').map(({ name, detail }) => `${name}: ${detail}`);
      await recordPlanAct(client, 'checked', plan, { after: no.length ? { failed: no } : {} });
      const blocked = checks.some(({ blocks, state }) => blocks && state === 'failed');
      if (plan.scheduledFor && !plan.needsApproval && !blocked && Date.parse(plan.scheduledFor) > Date.now())
        await schedulePlan(client, plan.id, plan.scheduledFor, { id: plan.actorId ?? '', name: plan.actor });
    });
    return {};
  },
};

/** The model may be minutes old: what is written over is what the plan shows, or the plan is not applied. */
async function freshCheck(planId: string, steps: number, actor: string, tools: TaskTools): Promise<Answer> {
  const hearing = new PlanHearing(tools.pool, actor);
  const makeReady = readySteps(tools, actor, hearing);
  const foreign: string[] = [];
  try {
    for (let n = 1; n <= steps; n += 1) {
      const { step } = (await readStep(tools.pool, planId, n))!;
      if (!changes(step)) continue;
      const ready = await makeReady(step);
      if (!ready.readable) continue;
      const image = await ready.read(tools.signal);
      await ready.takeIn?.(image, new Date()).catch(() => undefined);
      const verdict = ready.classify(image);
      if (verdict.is === 'other' || verdict.is === 'mixed') foreign.push(...verdict.foreign);
      if (verdict.is === 'mixed' && verdict.foreign.length === 0) foreign.push(`part of step ${n} is so already`);
    }
  } catch (error) {
    tools.signal.throwIfAborted();
    return { name: 'fresh', state: 'failed', detail: error instanceof Error ? error.message : String(error) };
  } finally {
    await hearing.close().catch(() => undefined);
  }
  if (foreign.length === 0) return { name: 'fresh', state: 'passed', detail: null };
  await requestPullOfTargets(tools.pool, planId).catch(() => undefined);
  const shown = foreign.slice(0, 5).join('; ') + (foreign.length > 5 ? ` and ${foreign.length - 5} more` : '');
  return { name: 'fresh', state: 'failed', detail: `${shown}; plan again` };
}
