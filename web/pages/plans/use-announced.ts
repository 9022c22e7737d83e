import { useEffect, useRef } from 'react';
import { targetOf } from '../../../contract/plans/describe.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import type { PlanState } from '../../../contract/plans/states.ts';
import { announce } from '../../ui/announce.ts';
import type { Plan } from './plan.ts';
import { STEP } from './step-words.ts';

const SAID: Partial<Record<PlanState, string>> = {
  applied: 'applied',
  paused: 'paused',
  partly_applied: 'applied in part',
  failed: 'failed, nothing was written',
  needs_person: 'needs a person',
  undone: 'undone',
  expired: 'expired: plan again',
};

/** What has become of steps since the last look, in a sentence; null: nothing. */
export function stepNews(before: ReadonlyMap<number, string>, steps: readonly PlanStep[]): string | null {
  const news = steps.filter(({ n, state }) => before.has(n) && before.get(n) !== state && state !== 'waiting');
  const last = news.at(-1);
  if (!last) return null;
  return `Step ${last.n} of ${steps.length}, ${targetOf(last.step).name}: ${STEP[last.state][1]}${last.error ? `, ${last.error}` : ''}`;
}

/** Tells those who do not see the page how the plan goes on: each step once, and its end. */
export function useAnnounced(plan: Plan, steps: readonly PlanStep[]): void {
  const seen = useRef<ReadonlyMap<number, string>>(new Map());
  const state = useRef(plan.state);
  useEffect(() => {
    const step = stepNews(seen.current, steps);
    seen.current = new Map(steps.map((one) => [one.n, one.state]));
    const ended = state.current !== plan.state ? SAID[plan.state] : undefined;
    state.current = plan.state;
    const news = [step, ended && `${plan.title}: ${ended}`].filter(Boolean).join('. ');
    if (news) announce(news);
  }, [plan.state, plan.title, steps]);
}
