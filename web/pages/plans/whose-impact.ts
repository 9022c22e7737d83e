import type { PlanObject, PlanStep } from '../../../contract/plans/plan.ts';
import { kindNamed } from '../../kinds/find.ts';
import { linesOf } from './change-rows.ts';

/** More to choose from would be a list of its own. */
const MOST = 20;

/**
 * Objects of which it is of interest what depends on them: first those that change. (A load balancer whose names move has often nothing that
 * depends on it: the names lead to its machines.)
 */
export function whoseImpact(steps: readonly PlanStep[], about: readonly PlanObject[]): PlanObject[] {
  const found = new Map<string, PlanObject>();
  const most = (objects: Iterable<PlanObject>, limit: number) => {
    for (const object of objects) {
      if (found.size >= limit) return;
      if (kindNamed(object.kind)?.synced) found.set(object.id, object);
    }
  };
  most(changed(steps), MOST);
  most(about, found.size + MOST);
  return [...found.values()];
}

function* changed(steps: readonly PlanStep[]): Generator<PlanObject> {
  for (const step of steps) for (const { kind, id, name } of linesOf(step)) if (id !== null) yield { kind, id, name };
}
