import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import { saysYes } from '../plans/is-sure.ts';
import { printJson } from '../plans/talk.ts';
import { follow, nothingDone } from './plan-apply.ts';

/** Rolls a plan back, while it is being applied or after. */
export const undo = (which: string, options: DeskCommand & { yes?: boolean }): Promise<void> =>
  atDesk(options, async (desk, out) => {
    const plan = await desk.plan(which);
    // An earlier call has begun: it is gone on with.
    if (plan.undoneBy !== null && ['undoing', 'applying'].includes(plan.state)) return follow(desk, plan.undoneBy, out);
    if (!options.yes && !(await saysYes(`Roll back plan ${plan.number}, ${plan.title}?`))) return nothingDone(out);
    await follow(desk, (await desk.undo(plan.id)).id, out);
  });

/** Gives a plan up before anything was written. */
export const cancel = (which: string, options: DeskCommand): Promise<void> =>
  atDesk(options, async (desk, out) => {
    const plan = await desk.cancel((await desk.plan(which)).id);
    if (out.json) printJson({ plan, steps: await desk.steps(plan.id) });
    else out.line(`plan ${plan.number}: ${plan.state}`);
  });
