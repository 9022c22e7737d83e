import type { ApplyRequest, PlanStep } from '../../contract/plans/plan.ts';
import { atDesk, type DeskCommand } from '../plans/at-desk.ts';
import type { Desk, PlanView } from '../plans/desk.ts';
import { endOf, EXIT, PlanTrouble } from '../plans/exit-code.ts';
import { instantOf } from '../plans/instant.ts';
import { isSure } from '../plans/is-sure.ts';
import { planLines } from '../plans/plan-lines.ts';
import { printJson, type Talk } from '../plans/talk.ts';
import { checked, watch } from '../plans/watch.ts';

export interface HowToApply {
  yes?: boolean;
  override?: boolean;
  /** `<step>=done|again|skip`, for steps that wait for a person. */
  decide?: string[];
  /** Not now, but then: as `instantOf` reads it. */
  at?: string;
}

/** Applies a plan that was proposed, now or at an instant, or goes on with one that stopped or whose writer died. */
export const applyPlan = (which: string, options: DeskCommand & HowToApply): Promise<void> =>
  atDesk(options, async (desk, out) => {
    refuseInstant(options.at);
    const plan = await shown(desk, which, out);
    await applyShown(desk, plan, options, out);
  });

/** What is no instant is said before anything is planned or shown. @throws PlanTrouble */
export function refuseInstant(when: string | undefined): void {
  if (when !== undefined) instantOf(when);
}

/** A plan once its checks are done, told to a person. */
export async function shown(desk: Desk, which: string, out: Talk): Promise<PlanView> {
  const { id } = await desk.plan(which);
  const plan = await checked(desk, id, out);
  if (!out.json) for (const line of planLines(plan, await desk.steps(id))) out.line(line);
  return plan;
}

/** After the plan was shown: asks, applies, says each step, and ends with the code of how it came out. */
export async function applyShown(desk: Desk, plan: PlanView, options: HowToApply, out: Talk): Promise<void> {
  if (options.at !== undefined) return scheduleShown(desk, plan, options.at, options, out);
  // Somebody has begun already, maybe an earlier call of this command that was killed: it is gone on with.
  if (plan.state !== 'applying' && plan.state !== 'undoing') {
    refuseBlocked(plan, options.override === true);
    const decisions = decisionsOf(options.decide);
    if (!options.yes && !(await isSure(plan))) return nothingDone(out);
    await desk.apply(plan.id, { override: options.override === true, decisions });
  }
  await follow(desk, plan.id, out);
}

/** Asks as if it were applied now: at its time there is nobody to ask. */
async function scheduleShown(
  desk: Desk,
  plan: PlanView,
  when: string,
  { yes, override, decide }: HowToApply,
  out: Talk,
): Promise<void> {
  if (override || decide) throw new PlanTrouble(EXIT.wrong, '--at goes with neither --override nor --decide');
  const at = instantOf(when);
  refuseBlocked(plan, false);
  if (!yes && !(await isSure({ ...plan, button: `${plan.button}, at ${at}` }))) return nothingDone(out);
  const scheduled = await desk.schedule(plan.id, at);
  if (out.json) return printJson({ plan: scheduled, steps: await desk.steps(plan.id) });
  out.line(`plan ${plan.number}: ${scheduled.state} for ${at}; a worker has to run then`);
}

/** Waits for the end, and tells it. */
export async function follow(desk: Desk, planId: string, out: Talk): Promise<PlanView> {
  const plan = await watch(desk, planId, (state) => endOf(state) !== undefined, out);
  process.exitCode = endOf(plan.state)!;
  const steps = await desk.steps(planId);
  if (out.json) {
    printJson({ plan, steps });
    return plan;
  }
  out.line(`plan ${plan.number}: ${plan.state.replace('_', ' ')}${plan.error ? `: ${plan.error}` : ''}`);
  for (const line of nextLines(plan, steps)) out.line(line);
  return plan;
}

/** What suggests itself afterwards. */
function nextLines({ number, state, undoes }: PlanView, steps: readonly PlanStep[]): string[] {
  if (state === 'applied')
    return [undoes === null ? `roll back with: switchyard undo ${number}` : 'what was rolled back is as it was before'];
  if (state === 'paused') return [`go on with: switchyard apply ${number}`];
  if (state !== 'needs_person') return [];
  const unsure = steps.filter((step) => step.state === 'unsure').map(({ n }) => `${n}=done`);
  return [`say what became of it (done, again or skip): switchyard apply ${number} --decide ${unsure.join(' ')}`];
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
