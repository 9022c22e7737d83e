import { type Invert, StepFailure } from '../../actions/engine/step-type.ts';
import { invertPanelStep } from '../../actions/steps/invert-panel-step.ts';
import { findSystem } from '../../sync/systems/all.ts';
import type { SystemStep } from '../../sync/systems/system.ts';
import { isOutside } from './may-write.ts';

/** @throws StepFailure when this version does not know the step's system, or no such step of it */
export const invertStep: Invert = (data, found, leftBehind) => {
  if (!isOutside(data)) return invertPanelStep(data, found);
  const { system } = data.target;
  const type = findSystem(system)?.steps?.[data.type] as SystemStep | undefined;
  if (!type) throw new StepFailure('refused', `nobody knows how to take back ${data.type} at ${system}`);
  return type.invert(data as never, found, leftBehind);
};
