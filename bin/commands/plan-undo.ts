import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import { saysYes } from '../plans/is-sure.ts';
import { follow, nothingDone } from './plan-apply.ts';

/** Rolls a plan back, while it is being applied or after. */
export const undo = (which: string, options: DeskCommand & { yes?: boolean }): Promise<void> =>
  atDesk(options, async (desk, out) => {
    const plan = await desk.plan(which);
    // An earlier call has begun: it is gone on with.
    const begun = plan.undoneBy !== null && ['undoing', 'applying'].includes(plan.state) ? plan.undoneBy : null;
    if (begun === null && !options.yes && !(await saysYes(`Roll back plan ${plan.number}, ${plan.title}?`)))
      return nothingDone(out);
    await follow(desk, begun ?? (await desk.undo(plan.id)).id, out);
  });
