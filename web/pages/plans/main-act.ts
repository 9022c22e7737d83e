import { type PlanAct, whyNotNow } from '../../../contract/plans/can.ts';
import { OPEN, planNow, type Plan } from './plan.ts';

/** What a button of the plan's page does: an act of the API, or planning the same again. */
export type ButtonAct = PlanAct | 'again';

interface Acts {
  /** The one that is large: the next thing to do with the plan; null: there is none. */
  main: ButtonAct | null;
  others: ButtonAct[];
}

/** A second person begins with the approval; everybody else sees the act itself, and why it has to wait. */
const forApproval = (plan: Plan, me: string): boolean => whyNotNow(planNow(plan), 'approve', { id: me }) === null;

/**
 * The acts that a plan offers by its state, to somebody. Whatever has written can be rolled back by the largest button; a plan that undoes another one
 * is itself undone by a small one, so that nobody does again in haste what was just taken back.
 */
export function actsOf(plan: Plan, me: string): Acts {
  const { state, undoes } = plan;
  if (OPEN.includes(state)) {
    const others: ButtonAct[] = ['schedule', 'cancel'];
    if (state === 'proposed' && forApproval(plan, me)) return { main: 'approve', others: ['apply', ...others] };
    return { main: 'apply', others };
  }
  const back = whyNotNow(planNow(plan), 'undo') === null;
  const undo: Acts['main'] = back && undoes === null ? 'undo' : null;
  const also: ButtonAct[] = back && undoes !== null ? ['undo'] : [];
  switch (state) {
    case 'applying':
      return { main: undo, others: ['pause', ...also] };
    case 'paused':
    case 'partly_applied':
    case 'needs_person':
      return undo ? { main: undo, others: ['apply'] } : { main: 'apply', others: also };
    case 'applied':
      return { main: undo, others: also };
    case 'failed':
      return { main: 'apply', others: undoes === null ? ['again'] : [] };
    case 'cancelled':
    case 'expired':
    case 'undone':
      return { main: undoes === null ? 'again' : null, others: [] };
    default:
      return { main: null, others: [] };
  }
}

/** What stands on the button. */
export function wordsOf(act: ButtonAct, plan: Plan): string {
  switch (act) {
    case 'apply':
      if (OPEN.includes(plan.state)) return plan.state === 'scheduled' ? `${plan.button} now` : plan.button;
      return plan.state === 'failed' ? 'Try again' : 'Go on';
    case 'undo':
      return plan.undoes === null ? 'Roll back' : 'Undo this rollback';
    case 'approve':
      return 'Approve';
    case 'schedule':
      return plan.state === 'scheduled' ? 'Change the time' : 'Schedule';
    case 'pause':
      return 'Pause';
    case 'cancel':
      return 'Cancel the plan';
    case 'again':
      return 'Plan again';
  }
}
