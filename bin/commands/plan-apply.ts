import type { ApplyRequest } from '../../contract/plans/plan.ts';
import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import type { Desk, PlanView } from '../plans/desk.ts';
import { endOf, EXIT, PlanTrouble } from '../plans/exit-code.ts';
import { isSure } from '../plans/is-sure.ts';
import { planLines } from '../plans/plan-lines.ts';
import { printJson, type Talk } from '../plans/talk.ts';
import { checked, watch } from '../plans/watch.ts';

export interface HowToApply {
  yes?: boolean;
  override?: boolean;
  /** `<step>=done|again|skip`, for steps that wait for a person. */
  decide?: string[];
}

/** Applies a plan that was proposed, or goes on with one that stopped or whose writer died. */
export const applyPlan = (which: string, options: DeskCommand & HowToApply): Promise<void> =>
  atDesk(options, async (desk, out) => {
    const { id } = await desk.plan(which);
    const plan = await checked(desk, id);
    if (!out.json) for (const line of planLines(plan, await desk.steps(id))) out.line(line);
    await applyShown(desk, plan, options, out);
  });

/** After the plan was shown: asks, applies, says each step, and ends with the code of how it came out. */
export async function applyShown(desk: Desk, plan: PlanView, options: HowToApply, out: Talk): Promise<void> {
  // Somebody has begun already, maybe an earlier call of this command that was killed: it is gone on with.
  if (plan.state !== 'applying' && plan.state !== 'undoing') {
    refuseBlocked(plan, options.override === true);
    const decisions = decisionsOf(options.decide);
    if (!options.yes && !(await isSure(plan))) return nothingDone(out);
    await desk.apply(plan.id, { override: options.override === true, decisions });
  }
  await follow(desk, plan.id, out);
}

/** Waits for the end, and tells it. */
export async function follow(desk: Desk, planId: string, out: Talk): Promise<void> {
  const plan = await watch(desk, planId, (state) => endOf(state) !== undefined, out);
  process.exitCode = endOf(plan.state)!;
  if (out.json) return printJson({ plan, steps: await desk.steps(planId) });
  out.line(`plan ${plan.number}: ${plan.state.replace('_', ' ')}${plan.error ? `: ${plan.error}` : ''}`);
  if (plan.state === 'applied' && plan.undoes === null) out.line(`roll back with: switchyard undo ${plan.number}`);
}

export function nothingDone(out: Talk): void {
  out.line('nothing was changed');
  process.exitCode = EXIT.refused;
}

/** Nobody is asked about what would be refused. @throws PlanTrouble: a check says no, or only another person can help */
function refuseBlocked({ number, needsApproval, approvedBy, checks }: PlanView, override: boolean): void {
  if (needsApproval && approvedBy === null)
    throw new PlanTrouble(EXIT.person, `Plan ${number}: a second person has to approve it first`);
  const no = (checks ?? []).filter((one) => one.blocks && one.state === 'failed' && !one.overridden);
  if (no.length > 0 && !override)
    throw new PlanTrouble(
      EXIT.refused,
      `Plan ${number}: these checks say no: ${no.map(({ name }) => name).join(', ')}`,
    );
}

function decisionsOf(given: readonly string[] = []): ApplyRequest['decisions'] {
  return Object.fromEntries(
    given.map((word) => {
      const [, step, decision] = /^(\d+)=(done|again|skip)$/.exec(word) ?? [];
      if (step === undefined) throw new PlanTrouble(EXIT.wrong, `--decide ${word}: such as 3=done, 3=again or 3=skip`);
      return [step, decision as 'done' | 'again' | 'skip'];
    }),
  );
}
