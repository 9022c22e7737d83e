import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import type { Desk, PlanView } from '../plans/desk.ts';
import { EXIT, PlanTrouble } from '../plans/exit-code.ts';
import { saysYes } from '../plans/is-sure.ts';
import { printJson, type Talk } from '../plans/talk.ts';
import { shown, follow, nothingDone } from './plan-apply.ts';

async function tell(desk: Desk, plan: PlanView, out: Talk): Promise<void> {
  if (out.json) return printJson({ plan, steps: await desk.steps(plan.id) });
  out.line(`plan ${plan.number}: ${plan.state}`);
}

/** The yes of a second person, who is shown what it is about. */
export const approve = (which: string, options: DeskCommand & { yes?: boolean; reason?: string }): Promise<void> =>
  atDesk(options, async (desk, out) => {
    const plan = await shown(desk, which, out);
    const reason = options.reason?.trim();
    if (reason === '') throw new PlanTrouble(EXIT.wrong, '--reason: say why');
    if (!options.yes && !(await saysYes(`Approve plan ${plan.number}, ${plan.title}?`))) return nothingDone(out);
    await tell(desk, await desk.approve(plan.id, reason), out);
  });

/** It stops between two steps: that is waited for, and it may be over before. */
export const pause = (which: string, options: DeskCommand): Promise<void> =>
  atDesk(options, async (desk, out) => {
    const { id } = await desk.pause((await desk.plan(which)).id);
    const { state } = await follow(desk, id, out);
    if (state === 'paused') process.exitCode = EXIT.done;
  });

/** Gives a plan up before anything was written. */
export const cancel = (which: string, options: DeskCommand): Promise<void> =>
  atDesk(options, async (desk, out) => tell(desk, await desk.cancel((await desk.plan(which)).id), out));
