import type { DataProvider, GetListParams, RaRecord } from 'ra-core';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import type { Scope } from '../app/scope.ts';
import { kindAt } from '../kinds/find.ts';
import { askJson, type Ask } from './fetch.ts';
import { listQuery, scopeParams, type Filter, type Listed } from './list-query.ts';

type Fetch = <T>(path: string, options?: Ask) => Promise<T>;

/** The server takes up to 1,000 ids; a URL should stay under 8 kB. */
const IDS_A_CALL = 150;

const listed = (resource: string): Listed =>
  kindAt(resource) ?? { path: resource, synced: false, past: false, visibility: 'everywhere' };

/**
 * The API as react-admin asks for it. Resources are the API's paths (`record-sets`). One provider a scope: react-admin's query
 * keys know nothing of cluster and instant.
 */
export function dataProviderFor(scope: Scope, fetchJson: Fetch = askJson): DataProvider {
  const objectUrl = (resource: string, id: unknown) => {
    const at = scopeParams(listed(resource), scope)['at'];
    return `/${resource}/${encodeURIComponent(String(id))}${at ? `?at=${encodeURIComponent(at)}` : ''}`;
  };

  const list = async (resource: string, { pagination, sort, filter, meta, signal }: Partial<GetListParams>) => {
    const { page = 1, perPage = 100 } = pagination ?? {};
    const query = listQuery(listed(resource), {
      filter: (filter ?? {}) as Filter,
      sort: sort && `${sort.order === 'DESC' ? '-' : ''}${sort.field}`,
      limit: perPage,
      ...(meta?.after ? { after: String(meta.after) } : { offset: (page - 1) * perPage }),
      scope,
    });
    const answer = await fetchJson<ListPage<AnyObject>>(query, { signal });
    return {
      data: answer.items as never[],
      total: answer.total,
      pageInfo: { hasNextPage: answer.hasMore, hasPreviousPage: page > 1 },
      meta: {
        totalIsEstimate: answer.totalIsEstimate ?? false,
        searchCapped: answer.searchCapped ?? false,
        after: answer.after,
      },
    };
  };

  const many = async (resource: string, ids: readonly unknown[], signal?: AbortSignal) => {
    const calls: Promise<ListPage<AnyObject>>[] = [];
    for (let start = 0; start < ids.length; start += IDS_A_CALL) {
      const some = ids.slice(start, start + IDS_A_CALL).map(String);
      // Objects that are gone still have a name and a place to go to; the cluster's filter would hide those that moved.
      const query = listQuery(listed(resource), {
        filter: { id: some.join(','), ...(listed(resource).synced ? { gone: 'include' } : {}) },
        limit: some.length,
        scope: { cluster: null, at: scope.at },
      });
      calls.push(fetchJson<ListPage<AnyObject>>(query, { signal }));
    }
    return (await Promise.all(calls)).flatMap((page) => page.items);
  };

  return {
    supportAbortSignal: true,
    getList: (resource, params) => list(resource, params),
    getOne: async (resource, { id, signal }) => ({
      data: await fetchJson<never>(objectUrl(resource, id), { signal }),
    }),
    getMany: async (resource, { ids, signal }) => ({ data: (await many(resource, ids, signal)) as never[] }),
    getManyReference: (resource, { target, id, filter, ...params }) =>
      list(resource, { ...params, filter: { ...filter, [target]: String(id) } }),
    create: async (resource, { data }) => ({
      data: await fetchJson<never>(`/${resource}`, { method: 'POST', body: data }),
    }),
    update: async (resource, { id, data }) => ({
      data: await fetchJson<never>(`/${resource}/${encodeURIComponent(String(id))}`, { method: 'PATCH', body: data }),
    }),
    updateMany: async (resource, { ids, data }) => {
      for (const id of ids)
        await fetchJson(`/${resource}/${encodeURIComponent(String(id))}`, { method: 'PATCH', body: data });
      return { data: ids };
    },
    delete: async (resource, { id, previousData }) => {
      await fetchJson(`/${resource}/${encodeURIComponent(String(id))}`, { method: 'DELETE' });
      return { data: (previousData ?? { id }) as never };
    },
    deleteMany: async (resource, { ids }) => {
      for (const id of ids) await fetchJson(`/${resource}/${encodeURIComponent(String(id))}`, { method: 'DELETE' });
      return { data: ids };
    },
  } satisfies DataProvider<string> as DataProvider<string>;
}

export type Row = RaRecord<string> & AnyObject;
