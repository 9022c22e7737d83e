import { changes } from '../../contract/plans/steps.ts';
import { readStep } from '../../model/plans/step-row.ts';
import type { TaskTools } from '../task.ts';
import { isOurOwn } from './own-writes.ts';
import { PlanHearing } from './plan-hearing.ts';
import type { Answer } from './probe-check.ts';
import { requestPullOfTargets } from './pull-targets.ts';
import { readySteps } from './ready-step.ts';

/** `ours`: all that is not as planned was left so by a plan, and is in the model now: planning again is enough. */
export type Fresh = Answer & { ours: boolean };

const answer = (detail: string | null, ours = false): Fresh => ({
  name: 'fresh',
  state: detail === null ? 'passed' : 'failed',
  detail,
  ours,
});

/** The model may be minutes old: what is written over is what the plan shows, or the plan is not applied. */
export async function freshCheck(planId: string, steps: number, actor: string, tools: TaskTools): Promise<Fresh> {
  const hearing = new PlanHearing(tools.pool, actor);
  const makeReady = readySteps(tools, actor, hearing);
  const foreign: string[] = [];
  let ours = true;
  try {
    for (let n = 1; n <= steps; n += 1) {
      const { step } = (await readStep(tools.pool, planId, n))!;
      if (!changes(step)) continue;
      const ready = await makeReady(step);
      if (!ready.readable) continue;
      const image = await ready.read(tools.signal);
      await ready.takeIn?.(image, new Date()).catch(() => undefined);
      const { is, foreign: lines } = ready.classify(image);
      if (is === 'before' || is === 'after') continue;
      foreign.push(...(is === 'mixed' && lines.length === 0 ? [`part of step ${n} is so already`] : lines));
      ours &&= await isOurOwn(tools.pool, step, image, makeReady);
    }
  } catch (error) {
    tools.signal.throwIfAborted();
    return answer(error instanceof Error ? error.message : String(error));
  } finally {
    await hearing.close().catch(() => undefined);
  }
  if (foreign.length === 0) return answer(null);
  await requestPullOfTargets(tools.pool, planId).catch(() => undefined);
  const shown = foreign.slice(0, 5).join('; ') + (foreign.length > 5 ? ` and ${foreign.length - 5} more` : '');
  return answer(`${shown}; plan again`, ours);
}
