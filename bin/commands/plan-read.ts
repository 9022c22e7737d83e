import { StartError } from '../../runtime/start-error.ts';
import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import { planLine, planLines, stepLine } from '../plans/plan-lines.ts';
import { seenLines } from '../plans/seen-lines.ts';
import { printJson } from '../plans/talk.ts';

/** One plan, how far each of its steps is, and what is there of those that wait for a person. */
export const show = (which: string, options: DeskCommand): Promise<void> =>
  atDesk(options, async (desk, out) => {
    const plan = await desk.plan(which);
    const steps = await desk.steps(plan.id);
    if (out.json) return printJson({ plan, steps });
    for (const line of planLines(plan, steps)) out.line(line);
    const happened = steps.filter(({ state }) => state !== 'waiting');
    if (happened.length > 0) out.line('');
    for (const step of happened) out.line(`  ${stepLine(step, plan.stepCount)}`);
    for (const line of steps.flatMap((step) => seenLines(plan, step))) out.line(line);
  });

/** The latest plans. */
export async function plans({ limit, ...options }: DeskCommand & { limit: string }): Promise<void> {
  const most = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (most < 1 || most > 1000) throw new StartError(`--limit ${limit}: from 1 to 1000`);
  await atDesk(options, async (desk, out) => {
    const items = await desk.plans(most);
    if (out.json) return printJson({ items });
    for (const plan of items) out.line(planLine(plan));
  });
}
