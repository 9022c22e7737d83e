import { changes } from '../../contract/plans/steps.ts';
import { readStep } from '../../model/plans/step-row.ts';
import { logFor } from '../../runtime/log.ts';
import { mapConcurrently } from '../../sync/systems/map-concurrently.ts';
import type { TaskTools } from '../task.ts';
import { isOurOwn } from './own-writes.ts';
import { PlanHearing } from './plan-hearing.ts';
import type { Answer } from './probe-check.ts';
import { requestPullOfTargets } from './pull-targets.ts';
import { readySteps } from './ready-step.ts';

const log = logFor('plans');
const LOOKS_AT_ONCE = 4;

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
    const numbers = Array.from({ length: steps }, (_, at) => at + 1);
    await mapConcurrently(LOOKS_AT_ONCE, numbers, async (n) => {
      const { step } = (await readStep(tools.pool, planId, n))!;
      if (!changes(step)) return;
      const ready = await makeReady(step);
      if (!ready.readable) return;
      const image = await ready.read(tools.signal);
      const { is, foreign: lines } = ready.classify(image);
      if (is === 'before') return;
      await ready
        .takeIn?.(image, new Date())
        .catch((error: unknown) => log.warn({ err: error, planId, n }, 'what a check saw waits for the next pull'));
      if (is === 'after') return;
      foreign.push(...(is === 'mixed' && lines.length === 0 ? [`part of step ${n} is so already`] : lines));
      if (!(await isOurOwn(tools.pool, step, image, makeReady))) ours = false;
    });
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
