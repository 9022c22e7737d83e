import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ListPage } from '../../../contract/api/list.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { askJson } from '../../api/fetch.ts';
import { frontier } from './frontier.ts';
import type { Plan } from './plan.ts';

/** A step may hold hundreds of changes. */
const PAGE = 10;

type Page = ListPage<PlanStep>;

export interface PlanSteps {
  /** Those that have come, from the first on. */
  steps: PlanStep[];
  /** All of them are there. */
  whole: boolean;
  /** The page where it happens. */
  here: number | null;
  error: unknown;
}

const combined = (results: UseQueryResult<Page>[]): PlanSteps => {
  const missing = results.findIndex(({ data }) => !data);
  return {
    steps: results.slice(0, missing < 0 ? undefined : missing).flatMap(({ data }) => data!.items),
    whole: missing < 0,
    here: frontier(results.map(({ data }) => data?.items)),
    error: results.find(({ error }) => error)?.error ?? null,
  };
};

// Not under `plans`: every event about the plan would fetch all pages anew.
const keyOf = (id: string, page: number) => ['plan-steps', 'page', { id, page }] as const;

/**
 * The steps of a plan with all that they change, page by page. While it is applied, the page where it happens is asked for again with every change of
 * the plan; the others stay.
 */
export function usePlanSteps({ id, stepCount, changedAt }: Pick<Plan, 'id' | 'stepCount' | 'changedAt'>): PlanSteps {
  const client = useQueryClient();
  const found = useQueries({
    queries: Array.from({ length: Math.ceil(stepCount / PAGE) }, (_, page) => ({
      queryKey: keyOf(id, page),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        askJson<Page>(`/plans/${id}/steps?after=${page * PAGE}&limit=${PAGE}`, { signal }),
    })),
    combine: combined,
  });
  const { here } = found;
  useEffect(() => {
    if (here !== null) void client.invalidateQueries({ queryKey: keyOf(id, here) });
  }, [client, id, here, changedAt]);
  return found;
}
