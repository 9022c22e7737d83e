import type { ProbeOrder } from '../../actions/engine/draft.ts';
import { probeAll, troubleIn } from '../../actions/steps/probe-address.ts';
import type { PlanCheck } from '../../contract/plans/plan.ts';
import type { TaskTools } from '../task.ts';

/** How a check came out, by its name. */
export type Answer = Pick<PlanCheck, 'name' | 'state' | 'detail'>;

/** Looks at each address once. */
export async function probeCheck(
  { check, addresses, probe }: ProbeOrder,
  { policy, signal }: Pick<TaskTools, 'policy' | 'signal'>,
): Promise<Answer> {
  const found = await probeAll(addresses, probe, policy, signal);
  const trouble = troubleIn(found);
  return {
    name: check,
    state: trouble === null ? 'passed' : 'failed',
    detail: trouble ?? `${found.length} of ${found.length} answer`,
  };
}
