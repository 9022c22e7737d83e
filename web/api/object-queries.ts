import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { History, Impact, LinkList } from '../../contract/api/links.ts';
import type { Samples, Span } from '../../contract/api/samples.ts';
import type { Scope } from '../app/scope.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { askJson } from './fetch.ts';
import { scopeParams } from './list-query.ts';

export type HistoryItem = z.infer<z.ZodType<History>>['items'][number];

/** The page of history that is asked for at once. */
export const HISTORY = 50;

const about = (kind: WebKind, id: string, what: string, params: Record<string, string> = {}) => {
  const search = new URLSearchParams(params).toString();
  return `/${kind.path}/${encodeURIComponent(id)}/${what}${search && `?${search}`}`;
};

const at = (kind: WebKind, scope: Scope): Record<string, string> => {
  const instant = scopeParams(kind, scope)['at'];
  return instant ? { at: instant } : {};
};

export const useLinks = (kind: WebKind, id: string, scope: Scope) =>
  useQuery({
    queryKey: [kind.path, 'links', { id }],
    queryFn: ({ signal }) => askJson<LinkList>(about(kind, id, 'links', at(kind, scope)), { signal }),
  });

/** Without a kind, nothing is asked. */
export const useImpact = (kind: WebKind | undefined, id: string, scope: Scope) =>
  useQuery({
    queryKey: [kind?.path ?? '', 'impact', { id }],
    queryFn: ({ signal }) => askJson<Impact>(about(kind!, id, 'impact', at(kind!, scope)), { signal }),
    enabled: kind !== undefined,
  });

/** Newest first; going back in time page by page. While the past is shown, it starts there. */
export const useHistory = (kind: WebKind, id: string, scope: Scope) =>
  useInfiniteQuery({
    queryKey: [kind.path, 'history', { id }],
    initialPageParam: scopeParams(kind, scope)['at'] ?? '',
    queryFn: ({ pageParam, signal }) =>
      askJson<History>(
        about(kind, id, 'history', { limit: String(HISTORY), ...(pageParam ? { before: pageParam } : {}) }),
        { signal },
      ),
    getNextPageParam: (page) => (page.hasMore ? page.items.at(-1)?.at : undefined),
  });

/** What was measured: asked for again as often as it is measured. */
export const useSamples = (kind: WebKind, id: string, span: Span, scope: Scope) =>
  useQuery({
    queryKey: [kind.path, 'samples', { id, span }],
    queryFn: ({ signal }) => askJson<Samples>(about(kind, id, 'samples', { span, ...at(kind, scope) }), { signal }),
    staleTime: 0,
    refetchInterval: scope.at === null && kind.measuredEvery !== null && kind.measuredEvery * 1000,
  });

export const useRaw = (kind: WebKind, id: string, enabled: boolean) =>
  useQuery({
    queryKey: [kind.path, 'raw', { id }],
    queryFn: ({ signal }) => askJson<{ raw: unknown }>(about(kind, id, 'raw'), { signal }),
    enabled,
  });
