import { useQuery } from '@tanstack/react-query';
import { useGetList } from 'ra-core';
import type { z } from 'zod';
import type { HeldChange } from '../../../contract/api/held-changes.ts';
import type { sourceScope, SystemDescription } from '../../../contract/api/sources.ts';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';

export type SourceScope = z.infer<typeof sourceScope>;

export const useSystems = () =>
  useQuery({
    queryKey: ['systems', 'get', {}],
    queryFn: ({ signal }) => askJson<{ items: SystemDescription[] }>('/systems', { signal }).then(({ items }) => items),
    staleTime: Infinity,
  });

export const useScopes = (id: string) =>
  useQuery({
    queryKey: ['sources', 'scopes', { id }],
    queryFn: ({ signal }) =>
      askJson<{ items: SourceScope[] }>(`/sources/${encodeURIComponent(id)}/scopes`, { signal }).then(
        ({ items }) => items,
      ),
  });

/** Open ones first, then those decided last. */
export const useHeldChanges = (sourceId: string) =>
  useQuery({
    queryKey: ['held-changes', 'get', { sourceId }],
    queryFn: ({ signal }) =>
      askJson<{ items: HeldChange[] }>(`/held-changes?sourceId=${encodeURIComponent(sourceId)}`, { signal }).then(
        ({ items }) => items.toSorted((one, other) => Number(other.state === 'open') - Number(one.state === 'open')),
      ),
  });

const RUNS = 12;

/** The last pulls of a source, the newest first. */
export const useRuns = (sourceId: string) =>
  useGetList<Row>('sync-runs', {
    filter: { sourceId },
    sort: { field: 'startedAt', order: 'DESC' },
    pagination: { page: 1, perPage: RUNS },
  });

/** The last time that somebody listened to a source, which may go on; undefined: nobody has, or it is not known yet. */
export const useListening = (sourceId: string): Row | undefined =>
  useGetList<Row>('sync-runs', {
    filter: { sourceId, trigger: 'event' },
    sort: { field: 'startedAt', order: 'DESC' },
    pagination: { page: 1, perPage: 1 },
  }).data?.[0];
