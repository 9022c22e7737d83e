import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../api/data-provider.ts';
import { liveRows, rowsOf } from './live-rows.ts';

const key = ['instances', 'rows', { filter: { state: 'running' } }];
const row = (id: string, changedAt: string, more: object = {}) =>
  ({ id, status: 'ok', changedAt, ...more }) as unknown as Row;
const change = (ids: string[] | null, created: string[] = []) => ({ kind: 'instances', ids, created });

let client: QueryClient;
let server: Row[];
let matching: number;
let told: { glow: string[]; waiting: (number | null)[]; first: number; asked: string[]; fetched: string[][] };

const follow = () =>
  liveRows({
    client,
    provider: {
      getMany: async (_, { ids }) => {
        told.fetched.push(ids as string[]);
        return { data: server.filter((one) => (ids as string[]).includes(one.id)) as never[] };
      },
    },
    kind: { path: 'instances', synced: true, past: true, visibility: 'cluster' },
    key,
    filter: { state: 'running' },
    scope: { cluster: 'c1', at: null },
    onGlow: (ids) => told.glow.push(...ids),
    onWaiting: (count) => told.waiting.push(count),
    onFirst: () => (told.first += 1),
    fetchJson: (async (path: string) => {
      told.asked.push(path);
      return { items: [], total: matching, hasMore: false };
    }) as never,
  });

beforeEach(() => {
  client = new QueryClient();
  told = { glow: [], waiting: [], first: 0, asked: [], fetched: [] };
  matching = 0;
  server = [row('a', '1'), row('b', '2'), row('c', '1')];
  client.setQueryData([...key, 0], { data: [row('b', '1'), row('a', '1')], total: 3 });
  client.setQueryData([...key, 1], { data: [row('c', '1')], total: 3 });
});

describe('rows under the reader’s eyes', () => {
  it('change where they stand, and only what differs glows', async () => {
    await follow().change(change(['a', 'b', 'elsewhere']));
    expect(rowsOf(client, key).map(({ id, ...one }) => [id, one['changedAt']])).toEqual([
      ['b', '2'],
      ['a', '1'],
      ['c', '1'],
    ]);
    expect(told.glow).toEqual(['b']);
    expect(told.fetched).toEqual([['a', 'b']]);
  });

  it('are not asked for when nothing shown changed', async () => {
    await follow().change(change(['elsewhere']));
    expect(told.fetched).toEqual([]);
    expect(told.asked).toEqual([]);
  });

  it('stay when the request fails', async () => {
    const live = follow();
    client.setQueryData([...key, 0], { data: [row('b', '1')], total: 1 });
    server = [];
    await live.change(change(['b']));
    expect(rowsOf(client, key).map(({ id }) => id)).toEqual(['b', 'c']);
  });
});

describe('new rows', () => {
  it('wait, and only those that the filter lets through are counted', async () => {
    matching = 2;
    const live = follow();
    await live.change(change([], ['n1', 'n2', 'n3']));
    expect(told.waiting).toEqual([2]);
    expect(told.asked[0]).toBe('/instances?id=n1%2Cn2%2Cn3&state=running&clusterId=c1&limit=1');
    matching = 3;
    await live.change(change([], ['n4']));
    expect(told.asked[1]).toContain('n1%2Cn2%2Cn3%2Cn4');
    expect(told.waiting).toEqual([2, 3]);
  });

  it('come in at once where there were none', async () => {
    client.setQueryData([...key, 0], { data: [], total: 0 });
    matching = 1;
    await follow().change(change([], ['n1']));
    expect(told.first).toBe(1);
    expect(told.waiting).toEqual([]);
  });

  it('that are shown already are changes', async () => {
    await follow().change(change([], ['a']));
    expect(told.asked).toEqual([]);
    expect(told.fetched).toEqual([['a']]);
  });
});

describe('after a gap', () => {
  it('everything shown is asked for, and that something changed is said', async () => {
    await follow().change(change(null));
    expect(told.waiting).toEqual([null]);
    expect(told.fetched).toEqual([['b', 'a', 'c']]);
  });
});

describe('freshness', () => {
  it('is asked for before a row counts as stale, and only then', async () => {
    const rows = [
      row('a', '1', { staleAt: '2026-11-20T12:00:00Z' }),
      row('b', '1', { staleAt: '2026-11-20T13:00:00Z' }),
      row('c', '1'),
    ];
    const live = follow();
    expect(live.freshen(rows, Date.parse('2026-11-20T11:00:00Z'))).toBeNull();
    await live.freshen(rows, Date.parse('2026-11-20T12:30:00Z'));
    expect(told.fetched).toEqual([['a']]);
  });

  it('is asked for when a row was measured too long ago', async () => {
    const rows = [
      row('a', '1', { staleAt: '2026-11-20T13:00:00Z', measuredAt: '2026-11-20T11:59:00Z' }),
      row('b', '1', { staleAt: '2026-11-20T13:00:00Z', measuredAt: '2026-11-20T12:00:00Z' }),
      row('c', '1', { measuredAt: null }),
    ];
    const [until, measured] = [Date.parse('2026-11-20T12:00:10Z'), Date.parse('2026-11-20T11:59:30Z')];
    await follow().freshen(rows, until, measured);
    expect(told.fetched).toEqual([['a']]);
  });
});
