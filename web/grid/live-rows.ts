import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { DataProvider, GetListResult } from 'ra-core';
import type { ListPage } from '../../contract/api/list.ts';
import type { Row } from '../api/data-provider.ts';
import type { Change } from '../api/events.ts';
import { askJson } from '../api/fetch.ts';
import { listQuery, type Filter, type Listed } from '../api/list-query.ts';
import type { Scope } from '../app/scope.ts';

export type RowPage = GetListResult<Row>;

/** Rows that are asked for again at once after a gap: more are not in view. */
const MOST = 300;
/** Ids that fit into one question. */
const IDS = 150;

export interface LiveRowsOf {
  client: QueryClient;
  provider: Pick<DataProvider, 'getMany'>;
  kind: Listed;
  /** Key of the list; its pages have their number appended. */
  key: QueryKey;
  filter: Filter;
  scope: Scope;
  /** Rows whose content changed. */
  onGlow: (ids: readonly string[]) => void;
  /** How many new rows wait; null: something changed, nobody said what. */
  onWaiting: (count: number | null) => void;
  /** There was nothing, so there is no order to keep: the new rows may come in. */
  onFirst: () => void;
  fetchJson?: typeof askJson;
}

export const rowPages = (client: QueryClient, key: QueryKey): [QueryKey, RowPage][] =>
  client
    .getQueriesData<RowPage>({ queryKey: key })
    .filter((entry): entry is [QueryKey, RowPage] => entry[1] !== undefined);

export const rowsOf = (client: QueryClient, key: QueryKey): Row[] =>
  rowPages(client, key).flatMap(([, { data }]) => data);

/** Keeps the rows of one list up to date without moving them: changes go where the row stands, new rows are counted. */
export function liveRows(of: LiveRowsOf) {
  const { client, provider, kind, key, filter, scope, onGlow, onWaiting, onFirst, fetchJson = askJson } = of;
  const created = new Set<string>();

  const patch = async (ids: readonly string[]): Promise<void> => {
    if (ids.length === 0) return;
    const { data } = await provider.getMany(kind.path, { ids: [...ids] });
    const fresh = new Map((data as Row[]).map((one) => [one.id, one]));
    const changed = new Set<string>();
    for (const [pageKey, page] of rowPages(client, key)) {
      if (!page.data.some((one) => fresh.has(one.id))) continue;
      const rows = page.data.map((one) => {
        const next = fresh.get(one.id);
        if (next && next['changedAt'] !== one['changedAt']) changed.add(one.id);
        return next ?? one;
      });
      client.setQueryData<RowPage>(pageKey, { ...page, data: rows });
    }
    if (changed.size > 0) onGlow([...changed]);
  };

  /** Of what came into being, only what this list would show is news. */
  const count = async (): Promise<void> => {
    if (created.size === 0) return;
    const query = listQuery(kind, { filter: { ...filter, id: [...created].slice(0, IDS).join(',') }, limit: 1, scope });
    const { total } = await fetchJson<ListPage>(query);
    if (total > 0 && client.getQueryData<RowPage>([...key, 0])?.total === 0) onFirst();
    else onWaiting(total);
  };

  const reload = async (): Promise<void> => {
    onWaiting(null);
    await patch(
      rowsOf(client, key)
        .slice(0, MOST)
        .map(({ id }) => id),
    );
  };

  return {
    /** What the event stream told of this kind. */
    change: async ({ ids, created: born }: Change): Promise<void> => {
      if (ids === null) return reload();
      const known = new Set(rowsOf(client, key).map(({ id }) => id));
      for (const id of born) if (!known.has(id)) created.add(id);
      await Promise.all([patch([...ids, ...born].filter((id) => known.has(id))), count()]);
    },
    /** Events may have been missed. */
    reload,
    /**
     * Pulls that find nothing new write no row and send no event, and neither do measurements: rows that would count as stale before `until`, and those
     * that were measured before `measured`, are asked for once more. Tells whether there were any.
     */
    freshen: (rows: readonly Row[], until: number, measured = -Infinity): Promise<void> | null => {
      const isBefore = (instant: unknown, time: number) => typeof instant === 'string' && Date.parse(instant) < time;
      const old = rows.filter(({ staleAt, measuredAt }) => isBefore(staleAt, until) || isBefore(measuredAt, measured));
      return old.length > 0 ? patch(old.map(({ id }) => id)) : null;
    },
  };
}
