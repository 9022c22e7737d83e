import { useGetOne } from 'ra-core';
import { type Plan, UNDER_WAY } from './plan.ts';

/** Events tell of every step; an event that was lost is made up for by this. */
const FALLBACK = 3000;

/** A plan, as it goes on. */
export const usePlan = (id: string) =>
  useGetOne<Plan>(
    'plans',
    { id },
    {
      staleTime: 0,
      refetchInterval: ({ state }) => (state.data && UNDER_WAY.includes(state.data.state) ? FALLBACK : false),
    },
  );
