import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDataProvider } from 'ra-core';
import { useEffect } from 'react';
import { askJson } from '../../api/fetch.ts';
import { type Plan, UNDER_WAY } from './plan.ts';

/** Events tell of every step; an event that was lost is made up for by this. */
const FALLBACK = 3000;

/** Not under `plans`: what may be large never changes, and is not to travel with every event. */
export const wholeKey = (id: string) => ['plan-whole', 'get', { id }] as const;

/** Not under `plans` either: every event about the plan would fetch all pages anew. */
export const stepsKey = (id: string) => ['plan-steps', 'page', id] as const;

/** A plan, as it goes on: what never changes is asked for once, its row with every event about it. */
export function usePlan(id: string) {
  const client = useQueryClient();
  const provider = useDataProvider();
  const whole = useQuery({
    queryKey: wholeKey(id),
    queryFn: ({ signal }) => askJson<Plan>(`/plans/${encodeURIComponent(id)}`, { signal }),
    staleTime: Infinity,
  });
  const row = useQuery({
    queryKey: ['plans', 'getMany', { ids: [id] }],
    queryFn: async ({ signal }) => (await provider.getMany<Plan>('plans', { ids: [id], signal })).data,
    refetchInterval: ({ state }) => (state.data?.[0] && UNDER_WAY.includes(state.data[0].state) ? FALLBACK : false),
  });
  // While it is being checked a plan may be planned again (workers/plans/plan-again.ts), which says so among its warnings.
  const again = plannedAgain(whole.data, row.data?.[0]);
  useEffect(() => {
    if (!again) return;
    void client.invalidateQueries({ queryKey: wholeKey(id) });
    void client.invalidateQueries({ queryKey: stepsKey(id) });
  }, [client, id, again]);
  return { plan: newest(whole.data, row.data?.[0]), error: whole.error, refetch: () => void whole.refetch() };
}

const plannedAgain = (whole: Plan | undefined, row: Plan | undefined): boolean =>
  whole !== undefined && row !== undefined && whole.warnings.length !== row.warnings.length;

/** Whatever was asked for last has the state; only the whole one has what may be large. */
function newest(whole: Plan | undefined, row: Plan | undefined): Plan | undefined {
  if (!whole || !row || Date.parse(row.changedAt) < Date.parse(whole.changedAt)) return whole;
  const { params, candidates, offers } = whole;
  return { ...row, params, candidates, offers };
}
