import { useQuery } from '@tanstack/react-query';
import type { ListPage } from '../../../contract/api/list.ts';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { askJson } from '../../api/fetch.ts';

/** A listing that finds everything as it was sends no event. */
const FALLBACK = 5000;

/** What is there of a step that waits for a person, as it becomes known: under `record-sets`, so that events about these ask for it again. */
export function useSeen(planId: string, step: PlanStep): PlanStep['seen'] {
  const { data } = useQuery({
    queryKey: ['record-sets', 'seen', { plan: planId, n: step.n }],
    queryFn: async ({ signal }) => {
      const path = `/plans/${encodeURIComponent(planId)}/steps?after=${step.n - 1}&limit=1`;
      return (await askJson<ListPage<PlanStep>>(path, { signal })).items[0] ?? step;
    },
    refetchInterval: FALLBACK,
  });
  return data?.state === 'unsure' ? data.seen : step.seen;
}
