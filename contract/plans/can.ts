import type { PlanCheck } from './plan.ts';
import type { PlanState } from './states.ts';

/** What can be done with a plan, by its state: one table for the API's 409, the disabled button's reason and the CLI's message. */
const FROM = {
  approve: ['proposed'],
  apply: ['proposed', 'approved', 'scheduled', 'paused', 'partly_applied', 'failed', 'needs_person'],
  schedule: ['proposed', 'approved', 'scheduled'],
  pause: ['applying'],
  cancel: ['checking', 'proposed', 'approved', 'scheduled'],
  undo: ['applying', 'paused', 'applied', 'partly_applied', 'needs_person'],
} as const satisfies Record<string, readonly PlanState[]>;

export type PlanAct = keyof typeof FROM;
export const PLAN_ACTS = Object.keys(FROM) as PlanAct[];

/** As much of a plan as the table asks for. */
export interface PlanNow {
  state: PlanState;
  needsApproval: boolean;
  /** Who proposed it: the second person is another one. */
  actorId: string | null;
  approvedBy: string | null;
  /** Names of checks that say no, as far as nobody has overridden them. */
  blockedBy: readonly string[];
  /** Steps that have written, or may have. */
  written: number;
  /** Steps of which there is an undo. */
  undoable: number;
  /** The plan that undoes this one, if there is one that is not over. */
  undoneBy: string | null;
}

/** Whether a check keeps its plan from being applied. */
export const saysNo = ({ blocks, state, overridden }: PlanCheck) => blocks && state === 'failed' && !overridden;

const SAID: Record<PlanState, string> = {
  checking: 'its checks are still running',
  proposed: 'it has not been applied',
  approved: 'it has not been applied',
  scheduled: 'it has not been applied',
  applying: 'it is being applied',
  paused: 'it is paused',
  applied: 'it was applied',
  partly_applied: 'it was applied in part',
  failed: 'it failed, and nothing of it was written',
  needs_person: 'a step waits for a person',
  cancelled: 'it was cancelled',
  expired: 'what it would change has moved meanwhile: plan again',
  undoing: 'it is being undone',
  undone: 'it was undone',
};

const ALONE = 'a second person has to approve it';
const NOT_YET = 'a second person has to approve it first';
/** Whether somebody tries to do alone what takes two: that is more than a matter of the plan's state. */
export const isForTwo = (reason: string) => reason === ALONE || reason === NOT_YET;

/** null when it can be done now, else the reason in words. */
export function whyNotNow(plan: PlanNow, act: PlanAct, by?: { id: string }): string | null {
  if (!(FROM[act] as readonly PlanState[]).includes(plan.state)) return SAID[plan.state];
  switch (act) {
    case 'approve':
      if (!plan.needsApproval) return 'it needs no approval';
      return by && by.id === plan.actorId ? ALONE : null;
    case 'apply':
    case 'schedule':
      // What is brought back is read from the journal: nobody writes meanwhile.
      if (plan.undoneBy !== null) return 'another plan is undoing it';
      if (plan.needsApproval && plan.approvedBy === null) return NOT_YET;
      return plan.blockedBy.length > 0 ? `these checks say no: ${plan.blockedBy.join(', ')}` : null;
    case 'undo':
      if (plan.undoneBy !== null) return 'another plan is undoing it';
      // What the step under way will have written is not known yet.
      if (plan.state === 'applying') return null;
      if (plan.written === 0) return 'nothing of it was written';
      return plan.undoable === 0 ? 'none of its steps can be undone' : null;
    case 'pause':
      // It stops after its present step anyway, and is then brought back.
      return plan.undoneBy === null ? null : 'another plan is undoing it';
    default:
      return null;
  }
}
