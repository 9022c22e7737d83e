import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { overview } from '../../contract/api/overview.ts';
import { askJson } from '../api/fetch.ts';
import { useScope } from '../ui/scoped-link.tsx';
import { overviewPath } from './first-requests.ts';

export type Overview = z.infer<typeof overview>;

/** The overview of the cluster looked at, always of the present. The menu's counts come from it too. */
export function useOverview() {
  const { cluster } = useScope();
  return useQuery({
    queryKey: ['overview', 'get', { cluster }],
    queryFn: ({ signal }) => askJson<Overview>(overviewPath(cluster), { signal }),
    staleTime: 60_000,
  });
}
