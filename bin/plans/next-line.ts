import { saysNo } from '../../contract/plans/can.ts';
import type { PlanView } from './desk.ts';

/** What can be done with a plan that was just made; null: nothing, and what was shown says why. */
export function nextLine({ number, stepCount, checks, needsApproval, approvedBy }: PlanView): string | null {
  if (stepCount === 0) return null;
  const no = (checks ?? []).filter(saysNo);
  if (no.length > 0)
    return `These checks say no: ${no.map(({ name }) => name).join(', ')}. An admin can go on over them: switchyard apply ${number} --override`;
  const apply = `switchyard apply ${number}`;
  return needsApproval && approvedBy === null
    ? `A second person has to approve it: switchyard approve ${number}; then apply it with: ${apply}`
    : `Apply it with: ${apply}`;
}
