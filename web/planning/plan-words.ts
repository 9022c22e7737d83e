import type { PlanState } from '../../contract/plans/states.ts';
import { dayAndClock } from '../ui/relative-time.ts';

/** States of a plan that somebody or something is at, or will be. */
export const AT_WORK = ['needs_person', 'applying', 'undoing', 'paused', 'scheduled'] as const satisfies PlanState[];

const WORDS: Record<(typeof AT_WORK)[number], string> = {
  needs_person: 'needs a person',
  applying: 'is being applied',
  undoing: 'is being undone',
  paused: 'is paused',
  scheduled: 'is scheduled',
};

/** "is being applied, 3 of 5 steps written". */
export function atWorkWords(
  plan: { state: string; scheduledFor: string | null; stepCount: number; writtenCount: number },
  zone: string,
): string {
  const words = WORDS[plan.state as keyof typeof WORDS] ?? plan.state;
  if (plan.state === 'scheduled' && plan.scheduledFor) return `${words} for ${dayAndClock(plan.scheduledFor, zone)}`;
  if (plan.writtenCount === 0) return words;
  return `${words}, ${plan.writtenCount} of ${plan.stepCount} ${plan.stepCount === 1 ? 'step' : 'steps'} written`;
}
