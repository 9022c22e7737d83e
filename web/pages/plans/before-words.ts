import type { Status } from '../../../contract/kinds/kind.ts';
import { dayAndClock } from '../../ui/relative-time.ts';
import { blocking, OPEN, type Plan } from './plan.ts';

export interface BeforeWords {
  status: Status;
  word: string;
  more: string;
}

type Told = Pick<Plan, 'state' | 'checks' | 'stepCount' | 'needsApproval' | 'approvedBy' | 'scheduledFor'>;

/** What a plan that has not begun waits for, where that is more than somebody's press; null: nothing, or its checks are still running. */
export function beforeWords(plan: Told, zone: string): BeforeWords | null {
  const { state, stepCount, needsApproval, approvedBy, scheduledFor } = plan;
  if (!OPEN.includes(state) || state === 'checking') return null;
  if (stepCount === 0)
    return {
      status: 'attention',
      word: 'There is nothing to apply',
      more: 'all of it is as it would be made, or was left out',
    };
  const no = blocking(plan);
  if (no.length > 0)
    return {
      status: 'failing',
      word: 'Cannot be applied as it is',
      more: `does not hold: ${no.map(({ about }) => about).join('; ')}`,
    };
  if (needsApproval && approvedBy === null)
    return {
      status: 'attention',
      word: 'Waits for a second person',
      more: 'somebody other than who has planned it has to approve it',
    };
  if (state === 'scheduled' && scheduledFor !== null)
    return {
      status: 'attention',
      word: `Scheduled for ${dayAndClock(scheduledFor, zone)} ${zone}`,
      more: 'it is planned again then, and applied if that gives the same changes',
    };
  return null;
}
