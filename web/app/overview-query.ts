import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { overview } from '../../contract/api/overview.ts';
import { askJson } from '../api/fetch.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { overviewPath } from './first-requests.ts';
import type { Scope } from './scope.ts';

export type Overview = z.infer<typeof overview>;

export const useOverviewOf = (scope: Scope) =>
  useQuery({
    queryKey: ['overview', 'get', scope],
    queryFn: ({ signal }) => askJson<Overview>(overviewPath(scope), { signal }),
    staleTime: scope.at ? Infinity : 60_000,
  });

/** The overview of what is looked at: of the cluster, as of the instant. The menu's counts come from it too. */
export const useOverview = () => useOverviewOf(useScope());

/** For sources, which have no past: of now, also while the past is shown. */
export const useOverviewNow = () => useOverviewOf({ cluster: useScope().cluster, at: null });
