import { hostname } from 'node:os';
import { applyPlan } from '../../actions/engine/apply-plan.ts';
import { tellChange } from '../../model/panel/tell.ts';
import { notePlanObjects } from '../../model/plans/plan-objects.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { runInContext, newRequestId } from '../../runtime/context.ts';
import { invertStep } from '../plans/invert-step.ts';
import { adoptCreated } from '../plans/may-write.ts';
import { PlanHearing } from '../plans/plan-hearing.ts';
import { requestPullOfTargets } from '../plans/pull-targets.ts';
import { readySteps } from '../plans/ready-step.ts';
import type { TaskHandler } from '../task.ts';

/** Applies a plan, or goes on with one whose worker died. */
export const applyPlanTask: TaskHandler = {
  task: 'apply-plan',
  lane: 'plan',
  // A plan that is being applied is gone on with, or a person stops it.
  untilDone: true,
  async run(work, tools) {
    const plan = await readPlan(tools.pool, work.subjectId!);
    if (!plan) return { error: 'the plan is gone' };
    const hearing = new PlanHearing(tools.pool, plan.actor);
    const context = {
      requestId: work.requestId ?? plan.requestId ?? newRequestId(),
      principal: { id: plan.actorId ?? plan.id, name: plan.actor },
      planId: plan.id,
    };
    return runInContext(context, async () => {
      try {
        return await applyPlan(tools.pool, {
          planId: plan.id,
          by: `${hostname()}:${process.pid}`,
          makeReady: readySteps(tools, plan.actor, hearing),
          invert: invertStep,
          signal: tools.signal,
          timing: tools.timing,
          decisions: (work.params.decisions ?? {}) as Record<string, 'done' | 'again' | 'skip'>,
          async afterwards(planId) {
            await adoptCreated(tools.pool, planId);
            // What it has created is in the model now.
            if ((await notePlanObjects(tools.pool, planId)) > 0) await tellChange(tools.pool, 'plans', planId);
            await requestPullOfTargets(tools.pool, planId);
          },
        });
      } finally {
        await hearing.close().catch(() => undefined);
      }
    });
  },
};
