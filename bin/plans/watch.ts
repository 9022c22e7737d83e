import { setTimeout as sleep } from 'node:timers/promises';
import type { PlanState } from '../../contract/plans/states.ts';
import { PanelAway } from '../panel-client.ts';
import type { Desk, PlanView } from './desk.ts';
import { stepLine } from './plan-lines.ts';
import type { Talk } from './talk.ts';
import { waitingTeller } from './tell-waiting.ts';

const LOOK_MS = 250;
/** A panel that is being restarted is waited for. */
const AWAY_LOOKS = 120;

/**
 * Waits until a plan that is being applied is in one of these states, lending a hand where no worker runs, and says each step as it happens, or why none does.
 * @throws PanelAway when the panel stays away
 */
export async function watch(
  desk: Desk,
  planId: string,
  until: (state: PlanState) => boolean,
  out: Talk,
): Promise<PlanView> {
  const said = new Map<number, string>();
  const tellWaiting = waitingTeller(desk, out);
  let away = 0;
  for (;;) {
    try {
      const plan = await desk.plan(planId);
      for (const step of plan.startedAt === null ? [] : await desk.steps(planId)) {
        const key = `${step.state} ${step.attempt}`;
        if (step.state !== 'waiting' && said.get(step.n) !== key) out.line(stepLine(step, plan.stepCount));
        said.set(step.n, key);
      }
      if (until(plan.state)) return plan;
      desk.lendAHand(plan);
      await tellWaiting(plan);
      away = 0;
    } catch (error) {
      away += 1;
      if (!(error instanceof PanelAway) || away > AWAY_LOOKS) throw error;
    }
    await sleep(LOOK_MS);
  }
}

/** Waits for the checks of a plan that was just made. */
export async function checked(desk: Desk, planId: string, out: Talk): Promise<PlanView> {
  const tellWaiting = waitingTeller(desk, out);
  for (;;) {
    const plan = await desk.plan(planId);
    if (plan.state !== 'checking') return plan;
    desk.lendAHand(plan);
    await tellWaiting(plan);
    await sleep(LOOK_MS);
  }
}
