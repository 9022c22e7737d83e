import { useGetList } from 'ra-core';
import { useMemo } from 'react';
import type { Row } from '../api/data-provider.ts';

export interface Cluster {
  id: string;
  name: string;
  timeZone: string;
  stage: string;
}

/** Every cluster that one may see: few enough to be had at once. */
export function useClusters(): Cluster[] {
  const { data } = useGetList<Row>('clusters', {
    pagination: { page: 1, perPage: 500 },
    sort: { field: 'name', order: 'ASC' },
    filter: {},
  });
  return useMemo(() => (data ?? []) as unknown as Cluster[], [data]);
}

export const useCluster = (id: string | null | undefined): Cluster | undefined =>
  useClusters().find((cluster) => cluster.id === id);
