import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ListPage } from '../../../contract/api/list.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { askJson } from '../../api/fetch.ts';
import { frontier } from './frontier.ts';
import type { Plan } from './plan.ts';
import { stepsKey } from './use-plan.ts';

/** A step may hold thousands of changes. */
const PAGE = 10;

interface Page {
  steps: PlanStep[];
  /** The plan's last change when they were asked for. */
  of: string;
}

export interface PlanSteps {
  /** Those that have come, from the first on. */
  steps: PlanStep[];
  /** All of them are there. */
  whole: boolean;
  /** The page where it happens, and since when it is known. */
  here: { page: number; of: string } | null;
  error: unknown;
}

const combined = (results: UseQueryResult<Page>[]): PlanSteps => {
  const missing = results.findIndex(({ data }) => !data);
  const place = frontier(results.map(({ data }) => data?.steps));
  return {
    steps: results.slice(0, missing < 0 ? undefined : missing).flatMap(({ data }) => data!.steps),
    whole: missing < 0,
    here: place === null ? null : { page: place, of: results[place]!.data!.of },
    error: results.find(({ error }) => error)?.error ?? null,
  };
};

const keyOf = (id: string, page: number) => [...stepsKey(id), page] as const;

/**
 * The steps of a plan with all that they change, page by page. While it is applied, the page where it happens is asked for again with every change of
 * the plan; the others stay.
 */
export function usePlanSteps({ id, stepCount, changedAt }: Pick<Plan, 'id' | 'stepCount' | 'changedAt'>): PlanSteps {
  const client = useQueryClient();
  const found = useQueries({
    queries: Array.from({ length: Math.ceil(stepCount / PAGE) }, (_, page) => ({
      queryKey: keyOf(id, page),
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Page> => {
        const path = `/plans/${encodeURIComponent(id)}/steps?after=${page * PAGE}&limit=${PAGE}`;
        return { steps: (await askJson<ListPage<PlanStep>>(path, { signal })).items, of: changedAt };
      },
    })),
    combine: combined,
  });
  const old = found.here !== null && found.here.of !== changedAt ? found.here.page : null;
  useEffect(() => {
    if (old !== null) void client.invalidateQueries({ queryKey: keyOf(id, old) }, { cancelRefetch: false });
  }, [client, id, old, changedAt]);
  return found;
}
