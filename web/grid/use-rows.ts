import { useQueries, useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useDataProvider, type GetListResult } from 'ra-core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ROWS_REACHED } from './reach.ts';
import type { Row } from '../api/data-provider.ts';
import { events } from '../api/events.ts';
import { askJson } from '../api/fetch.ts';
import { listQuery, PAGE, type Filter } from '../api/list-query.ts';
import type { ListPage } from '../../contract/api/list.ts';
import type { Scope } from '../app/scope.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { changedSince } from './last-change.ts';

type Page = GetListResult<Row>;

export interface Rows {
  total: number;
  isEstimate: boolean;
  /** Free text matched more than the server looks at. */
  searchCapped: boolean;
  /** How many rows can be scrolled to. */
  count: number;
  row: (index: number) => Row | undefined;
  /** All rows at hand, for suggestions. */
  loaded: () => Row[];
  /** Nothing has come yet. */
  pending: boolean;
  /** What is shown is of the question before. */
  previous: boolean;
  error: unknown;
  retry: () => void;
  /** Tells which rows are about to be seen. */
  want: (first: number, last: number) => void;
  /** Rows that came into being since, and wait; `null`: something changed, nobody said what. */
  waiting: number | null;
  showWaiting: () => void;
  /** How often each row has changed under the reader's eyes. */
  glow: ReadonlyMap<string, number>;
}

const pagesOf = (client: QueryClient, key: QueryKey): [QueryKey, Page][] =>
  client.getQueriesData<Page>({ queryKey: key }).filter((entry): entry is [QueryKey, Page] => entry[1] !== undefined);

/** Forgets pages that were fetched before the kind last changed while nobody looked. */
function forgetOld(client: QueryClient, key: QueryKey, path: string): void {
  const since = changedSince(path);
  const old = client
    .getQueryCache()
    .findAll({ queryKey: key })
    .some((query) => query.state.dataUpdatedAt < since);
  if (old) client.removeQueries({ queryKey: key });
}

interface Live {
  key: string;
  client: QueryClient | null;
  pages: readonly number[];
  waiting: number | null;
  glow: ReadonlyMap<string, number>;
}

const begin = (key: string): Live => ({ key, client: null, pages: [0], waiting: 0, glow: new Map() });

/**
 * The rows of a list, by index, in pages of 100 that are fetched as they come into view.
 * The order shown is frozen: what changes is patched where it stands, what is new waits until it is asked for.
 */
export function useRows(kind: WebKind, scope: Scope, filter: Filter, sort: string): Rows {
  const client = useQueryClient();
  const provider = useDataProvider();
  const key = useMemo(() => [kind.path, 'rows', { filter, sort }], [kind.path, filter, sort]);
  const keyText = JSON.stringify(key);
  const [live, setLive] = useState(() => begin(keyText));
  const created = useRef(new Set<string>());
  const shown = useRef<{ total: number; row: Rows['row'] } | null>(null);

  if (live.key !== keyText || live.client !== client) {
    forgetOld(client, key, kind.path);
    setLive({ ...begin(keyText), client });
  }
  const { pages, waiting, glow } = live.key === keyText ? live : begin(keyText);
  const set = useCallback(
    (change: (before: Live) => Partial<Live>) => setLive((before) => ({ ...before, ...change(before) })),
    [],
  );

  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key, page],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        provider.getList<Row>(kind.path, {
          filter,
          sort: { field: sort.replace(/^-/, ''), order: sort.startsWith('-') ? 'DESC' : 'ASC' },
          pagination: { page: page + 1, perPage: PAGE },
          signal,
        }),
      staleTime: Infinity,
      refetchOnMount: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // Rows are read from the cache by index, so nothing here tells react-query which properties matter.
      notifyOnChangeProps: 'all' as const,
    })),
  });

  const page = (number: number) => client.getQueryData<Page>([...key, number]);
  const first = page(0);
  const row: Rows['row'] = (index) => page(Math.floor(index / PAGE))?.data[index % PAGE];
  const total = first?.total ?? 0;
  if (first) shown.current = { total, row };
  const previous = !first && shown.current !== null;
  const failed = results.find((result) => result.error);

  const ids = useCallback(
    () => new Set(pagesOf(client, key).flatMap(([, { data }]) => data.map((one) => one.id))),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [client, keyText],
  );

  const showWaiting = useCallback(() => {
    created.current.clear();
    set(() => ({ waiting: 0, pages: [0] }));
    void client.resetQueries({ queryKey: key });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, keyText]);

  useEffect(() => {
    if (scope.at) return undefined;

    /** Fetches rows that changed and puts them where they stand. */
    const patch = async (changed: readonly string[]) => {
      if (changed.length === 0) return;
      const { data } = await provider.getMany<Row>(kind.path, { ids: [...changed] });
      const fresh = new Map(data.map((one) => [one.id, one]));
      const moved = new Set<string>();
      for (const [pageKey, old] of pagesOf(client, key)) {
        if (!old.data.some((one) => fresh.has(one.id))) continue;
        client.setQueryData<Page>(pageKey, {
          ...old,
          data: old.data.map((one) => {
            const next = fresh.get(one.id);
            if (next && next['changedAt'] !== one['changedAt']) moved.add(one.id);
            return next ?? one;
          }),
        });
      }
      if (moved.size > 0)
        set(({ glow: before }) => ({
          glow: new Map([...before, ...[...moved].map((id) => [id, (before.get(id) ?? 0) + 1] as const)]),
        }));
    };

    /** Of what came into being, only what this list would show is news. */
    const count = async () => {
      const some = [...created.current].slice(0, 150);
      if (some.length === 0) return;
      const query = listQuery(kind, { filter: { ...filter, id: some.join(',') }, limit: 1, scope });
      const { total: matching } = await askJson<ListPage>(query);
      if (matching > 0 && client.getQueryData<Page>([...key, 0])?.total === 0) showWaiting();
      else set(() => ({ waiting: matching }));
    };

    const reload = () => {
      set(({ waiting: before }) => ({ waiting: before || null }));
      void patch([...ids()].slice(0, 300)).catch(() => undefined);
    };

    const offChange = events.on('change', (change) => {
      if (change.kind !== kind.name) return;
      if (change.ids === null) return reload();
      const known = ids();
      for (const id of change.created) if (!known.has(id)) created.current.add(id);
      const here = [...change.ids, ...change.created].filter((id) => known.has(id));
      // A refusal leaves the row as it was; freshness tells its age.
      void patch(here).catch(() => undefined);
      void count().catch(() => undefined);
    });
    const offGap = events.on('gap', reload);
    return () => {
      offChange();
      offGap();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, keyText, provider, kind, scope.at, ids, showWaiting, set]);

  const want = useCallback((from: number, to: number) => {
    const wanted: number[] = [];
    for (let one = Math.floor(from / PAGE); one <= Math.floor(to / PAGE); one += 1) wanted.push(one);
    setLive((before) => (before.pages.join() === wanted.join() ? before : { ...before, pages: wanted }));
  }, []);

  const of = first ? { total, row } : (shown.current ?? { total: 0, row });
  return {
    total: of.total,
    isEstimate: first?.meta?.totalIsEstimate === true,
    searchCapped: first?.meta?.searchCapped === true,
    count: Math.min(of.total, ROWS_REACHED),
    row: of.row,
    loaded: () => pagesOf(client, key).flatMap(([, { data }]) => data),
    pending: !first && !failed,
    previous,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    want,
    waiting,
    showWaiting,
    glow,
  };
}
