import { HttpError } from 'ra-core';
import { describe, expect, it } from 'vitest';
import { dataProviderFor } from './data-provider.ts';
import type { Ask } from './fetch.ts';

const at = '2026-11-18T09:00:00.000Z';

function recording(answer: unknown = { items: [], total: 0, hasMore: false }) {
  const calls: { path: string; options: Ask | undefined }[] = [];
  const fetchJson = async <T>(path: string, options?: Ask) => {
    calls.push({ path, options });
    return answer as T;
  };
  return { calls, fetchJson };
}

describe('lists', () => {
  it('ask with filters, order, page and scope, and hand the total on', async () => {
    const { calls, fetchJson } = recording({
      items: [{ id: 'a', status: 'ok' }],
      total: 12_000,
      totalIsEstimate: true,
      hasMore: true,
    });
    const provider = dataProviderFor({ cluster: 'c1', at }, fetchJson);
    const answer = await provider.getList('record-sets', {
      pagination: { page: 3, perPage: 50 },
      sort: { field: 'name', order: 'DESC' },
      filter: { type: ['A', 'AAAA'], q: 'shop', ttl: undefined },
    });
    expect(calls[0]?.path).toBe(
      '/record-sets?q=shop&type=A&type=AAAA&clusterId=c1&at=2026-11-18T09%3A00%3A00.000Z&sort=-name&limit=50&offset=100',
    );
    expect(answer.total).toBe(12_000);
    expect(answer.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: true });
    expect(answer.meta).toEqual({ totalIsEstimate: true, searchCapped: false });
  });

  it('go on where the page before ended, when it says where', async () => {
    const { calls, fetchJson } = recording({ items: [], total: 0, hasMore: true, after: 'there' });
    const provider = dataProviderFor({ cluster: null, at: null }, fetchJson);
    const pagination = { page: 101, perPage: 100 };
    expect((await provider.getList('zones', { pagination })).meta).toMatchObject({ after: 'there' });
    await provider.getList('zones', { pagination, meta: { after: 'here' } });
    expect(calls.map(({ path }) => path)).toEqual(['/zones?limit=100&offset=10000', '/zones?limit=100&after=here']);
  });

  it('of panel kinds have neither past nor cluster', async () => {
    const { calls, fetchJson } = recording();
    await dataProviderFor({ cluster: 'c1', at }, fetchJson).getList('sources', {});
    expect(calls[0]?.path).toBe('/sources?limit=100');
  });

  it('a filter on clusters wins over the cluster chosen above', async () => {
    const { calls, fetchJson } = recording();
    await dataProviderFor({ cluster: 'c1', at: null }, fetchJson).getList('instances', { filter: { clusterId: 'c2' } });
    expect(calls[0]?.path).toBe('/instances?clusterId=c2&limit=100');
  });
});

describe('objects', () => {
  it('are asked for as of the instant, with ids encoded once', async () => {
    const { calls, fetchJson } = recording({ id: 'r1/feed', status: 'ok' });
    await dataProviderFor({ cluster: null, at }, fetchJson).getOne('instances', { id: 'r1/feed' });
    expect(calls[0]?.path).toBe('/instances/r1%2Ffeed?at=2026-11-18T09%3A00%3A00.000Z');
  });

  it('of one kind come in calls of at most 150 ids, gone ones too, from every cluster', async () => {
    const { calls, fetchJson } = recording();
    const ids = Array.from({ length: 301 }, (_, index) => `i${index}`);
    await dataProviderFor({ cluster: 'c1', at: null }, fetchJson).getMany('instances', { ids });
    expect(calls).toHaveLength(3);
    expect(calls.every(({ path }) => path.includes('gone=include') && !path.includes('clusterId'))).toBe(true);
    expect(calls[2]?.path).toContain('id=i300&');
  });

  it('are changed with PATCH and keep the abort signal of reads', async () => {
    const { calls, fetchJson } = recording({ id: 's1', status: 'ok' });
    const provider = dataProviderFor({ cluster: null, at: null }, fetchJson);
    const { signal } = new AbortController();
    await provider.update('sources', { id: 's1', data: { enabled: false }, previousData: { id: 's1' } });
    await provider.getOne('sources', { id: 's1', signal });
    expect(calls[0]).toEqual({ path: '/sources/s1', options: { method: 'PATCH', body: { enabled: false } } });
    expect(calls[1]?.options?.signal).toBe(signal);
  });

  it('pass a refusal on as it is', async () => {
    const refusal = new HttpError('Not found', 404, { requestId: 'r-1' });
    const provider = dataProviderFor({ cluster: null, at: null }, () => Promise.reject(refusal));
    await expect(provider.getOne('instances', { id: 'x' })).rejects.toBe(refusal);
  });
});
