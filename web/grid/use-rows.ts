import {
  useQueries,
  useQueryClient,
  type QueryClient,
  type QueryKey,
  type UseQueryOptions,
} from '@tanstack/react-query';
import { useDataProvider } from 'ra-core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Row } from '../api/data-provider.ts';
import { events } from '../api/events.ts';
import { PAGE, type Filter } from '../api/list-query.ts';
import type { Scope } from '../app/scope.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { changedSince } from './last-change.ts';
import { liveRows, rowsOf, type RowPage } from './live-rows.ts';
import { isBeyond, rowsReached } from './reach.ts';

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

/** Rows are asked for again this long before they would count as stale, at most so often. */
const SOON = 5000;
const AGAIN = 25_000;

/** What belongs to one question; a new question begins anew, and shows the answer to the one before until its own comes. */
interface Shown {
  key: QueryKey;
  client: QueryClient;
  before: QueryKey | null;
  pages: readonly number[];
  waiting: number | null;
  glow: ReadonlyMap<string, number>;
}

const begin = (client: QueryClient, key: QueryKey, before: QueryKey | null): Shown => ({
  key,
  client,
  before,
  pages: [0],
  waiting: 0,
  glow: new Map(),
});

const pageAt = (client: QueryClient, key: QueryKey, page: number) => client.getQueryData<RowPage>([...key, page]);
const rowAt = (client: QueryClient, key: QueryKey, index: number) =>
  pageAt(client, key, Math.floor(index / PAGE))?.data[index % PAGE];

/** Forgets pages that were fetched before the kind last changed while nobody looked. */
function forgetOld(client: QueryClient, key: QueryKey, path: string): void {
  const since = changedSince(path);
  const cached = client.getQueryCache().findAll({ queryKey: key });
  if (cached.some((query) => query.state.dataUpdatedAt < since)) client.removeQueries({ queryKey: key });
}

/**
 * The rows of a list, by index, in pages of 100 that are fetched as they come into view.
 * The order shown is frozen: what changes is patched where it stands, what is new waits until it is asked for.
 * `filter` must keep its identity as long as it means the same.
 */
export function useRows(kind: WebKind, scope: Scope, filter: Filter, sort: string): Rows {
  const client = useQueryClient();
  const provider = useDataProvider();
  const key = useMemo<QueryKey>(() => [kind.path, 'rows', { filter, sort }], [kind.path, filter, sort]);
  const [state, setState] = useState<Shown | null>(null);

  let shown = state;
  if (!shown || shown.key !== key || shown.client !== client) {
    forgetOld(client, key, kind.path);
    const answered = shown && pageAt(client, shown.key, 0) ? shown.key : (shown?.before ?? null);
    shown = begin(client, key, answered);
    setState(shown);
  }
  const { pages, waiting, glow, before } = shown;
  const set = useCallback(
    (change: (now: Shown) => Partial<Shown>) => setState((now) => now && { ...now, ...change(now) }),
    [],
  );

  const pageQuery = (page: number): UseQueryOptions<RowPage> => ({
    queryKey: [...key, page],
    queryFn: async ({ signal }) => {
      const before = isBeyond(page) ? await client.ensureQueryData(pageQuery(page - 1)) : undefined;
      return provider.getList<Row>(kind.path, {
        filter,
        sort: { field: sort.replace(/^-/, ''), order: sort.startsWith('-') ? 'DESC' : 'ASC' },
        pagination: { page: page + 1, perPage: PAGE },
        meta: { after: before?.meta?.after },
        signal,
      });
    },
    // Never by itself: a page that is fetched anew may hold other rows, and they would move under the reader.
    staleTime: 'static',
  });
  const results = useQueries({
    queries: pages.map((page) => ({
      ...pageQuery(page),
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // Rows are read from the cache by index, so nothing here tells react-query which properties matter.
      notifyOnChangeProps: 'all' as const,
    })),
  });

  const showWaiting = useCallback(() => {
    set(() => ({ waiting: 0, pages: [0] }));
    void client.resetQueries({ queryKey: key });
  }, [client, key, set]);

  const inView = useRef<() => Row[]>(() => []);
  useEffect(() => {
    inView.current = () => pages.flatMap((page) => pageAt(client, key, page)?.data ?? []);
  }, [client, key, pages]);

  useEffect(() => {
    if (scope.at) return undefined;
    const live = liveRows({
      client,
      provider,
      kind,
      key,
      filter,
      scope,
      onGlow: (ids) =>
        set((now) => ({
          glow: new Map([...now.glow, ...ids.map((id) => [id, (now.glow.get(id) ?? 0) + 1] as const)]),
        })),
      onWaiting: (count) => set((now) => ({ waiting: count ?? (now.waiting || null) })),
      onFirst: showWaiting,
    });
    // A refusal leaves the rows as they were; their freshness tells their age.
    const quietly = (work: Promise<void> | null) => void work?.catch(() => undefined);
    const offChange = events.on('change', (change) => change.kind === kind.name && quietly(live.change(change)));
    const offGap = events.on('gap', () => quietly(live.reload()));
    let askedAt = 0;
    const look = () => {
      const now = Date.now();
      if (document.visibilityState === 'hidden' || now - askedAt < AGAIN) return;
      const measured = kind.measuredEvery === null ? undefined : now - kind.measuredEvery * 1000;
      const work = live.freshen(inView.current(), now + SOON, measured);
      if (work) askedAt = now;
      quietly(work);
    };
    const timer = kind.synced ? setInterval(look, SOON) : undefined;
    return () => {
      clearInterval(timer);
      offChange();
      offGap();
    };
  }, [client, provider, kind, key, filter, scope, set, showWaiting]);

  const want = useCallback((from: number, to: number) => {
    const wanted: number[] = [];
    for (let one = Math.floor(from / PAGE); one <= Math.floor(to / PAGE); one += 1) wanted.push(one);
    setState((now) => (!now || now.pages.join() === wanted.join() ? now : { ...now, pages: wanted }));
  }, []);

  const first = pageAt(client, key, 0);
  const failed = results.find((result) => result.error);
  const old = !first && !failed && before ? pageAt(client, before, 0) : undefined;
  const of = old && before ? before : key;
  const total = (first ?? old)?.total ?? 0;
  return {
    total,
    isEstimate: (first ?? old)?.meta?.totalIsEstimate === true,
    searchCapped: first?.meta?.searchCapped === true,
    count: rowsReached(total, (page) => pageAt(client, of, page)),
    row: (index) => rowAt(client, of, index),
    loaded: () => rowsOf(client, key),
    pending: !first && !failed,
    previous: old !== undefined,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    want,
    waiting,
    showWaiting,
    glow,
  };
}
