import { whyItWaits } from '../../contract/plans/why-it-waits.ts';
import type { Desk, PlanView } from './desk.ts';
import type { Talk } from './talk.ts';

const EVERY_MS = 2000;

/** Says once, and again when it is another reason, why nothing happens with a plan that is waited for. */
export function waitingTeller(desk: Pick<Desk, 'waiting'>, out: Talk, now: () => number = Date.now) {
  let askedAt = now();
  let said = '';
  return async ({ id, number }: Pick<PlanView, 'id' | 'number'>): Promise<void> => {
    if (now() - askedAt < EVERY_MS) return;
    askedAt = now();
    const waiting = await desk.waiting(id);
    const why = waiting === null ? '' : whyItWaits(waiting);
    if (waiting !== null && why !== said) out.line(`plan ${number}, for ${waiting.seconds} s: ${why}`);
    said = why || said;
  };
}
