import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { objectSchema } from '../../contract/api/list.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { changeObject, seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let red: string;
let blue: string;
let ids: string[];
const list = (path: string, as?: string) => server.call<ListPage<AnyObject>>(path, { as });
const names = async (path: string, as?: string) => (await list(path, as)).body.items.map((item) => item.name);

beforeAll(async () => {
  server = await testServer();
  [red, blue] = [await server.cluster('red'), await server.cluster('blue')];
  const source = await seedSource(server.db.worker, 'aws-test');
  ids = await seedObjects(server.db.worker, source, [
    {
      kind: 'instances',
      key: 'i-1',
      clusterId: red,
      fields: {
        name: 'web-1',
        state: 'running',
        instanceType: 'm5.large',
        publicAddresses: ['192.0.2.1'],
        tags: { role: 'web' },
        launchedAt: '2026-01-02T03:04:05.123456Z',
      },
    },
    {
      kind: 'instances',
      key: 'i-2',
      clusterId: red,
      fields: { name: 'web-2', state: 'stopped', instanceType: 'm5.large' },
    },
    {
      kind: 'instances',
      key: 'i-3',
      clusterId: blue,
      fields: { name: 'db_1', state: 'running', instanceType: 'r5.large', launchedAt: '2026-01-01T00:00:00Z' },
    },
    {
      kind: 'instances',
      key: 'i-4',
      clusterId: blue,
      fields: { name: 'db-100%', state: 'running', instanceType: 'r5.large' },
    },
    {
      kind: 'record_sets',
      key: 'r-1',
      clusterId: red,
      fields: {
        name: 'www.example.org',
        type: 'A',
        contents: ['192.0.2.1'],
        provider: 'cloudflare',
        zone: 'example.org',
      },
    },
    {
      kind: 'record_sets',
      key: 'r-2',
      clusterId: blue,
      fields: {
        name: 'api.example.org',
        type: 'AAAA',
        contents: ['2001:db8::1'],
        provider: 'cloudflare',
        zone: 'example.org',
      },
    },
  ]);
});
afterAll(() => server.stop());

describe('a list', () => {
  it('has the shape that the contract promises', async () => {
    const { body } = await list('/instances');
    expect(body).toMatchObject({ total: 4, hasMore: false });
    const shape = objectSchema(kindNamed('instances')).strict();
    for (const item of body.items) expect(shape.safeParse(item).error).toBeUndefined();
    const first = body.items.find((item) => item.name === 'web-1')!;
    expect(first).toMatchObject({
      sourceName: 'aws-test',
      scope: 'eu-west-1',
      clusterId: red,
      launchedAt: '2026-01-02T03:04:05.123456Z',
    });
    expect(first).not.toHaveProperty('raw');
  });

  it.each([
    ['/instances', ['db-100%', 'db_1', 'web-1', 'web-2']],
    ['/instances?sort=-name', ['web-2', 'web-1', 'db_1', 'db-100%']],
    ['/instances?sort=launchedAt', ['db_1', 'web-1', 'web-2', 'db-100%']],
    ['/instances?state=stopped', ['web-2']],
    ['/instances?state=stopped&state=running&sort=-name&limit=2', ['web-2', 'web-1']],
    ['/instances?q=web', ['web-1', 'web-2']],
    ['/instances?q=WEB+1', ['web-1']],
    ['/instances?q=192.0.2.1', ['web-1']],
    ['/instances?q=b_1', ['db_1']],
    ['/instances?q=100%25', ['db-100%']],
    ['/instances?q=state:running+web', ['web-1']],
    ['/instances?q=launchedAt:>=2026-01-02', ['web-1']],
    ['/instances?q=launchedAt:none', []],
    ['/instances?launchedAt.lt=2026-01-02', ['db_1']],
    ['/instances?launchedAt.isnull=true&sort=-name', ['web-2', 'db-100%']],
    ['/instances?key=i-3', ['db_1']],
    ['/record-sets?q=2001:db8::1', ['api.example.org']],
    ['/record-sets?type=A', ['www.example.org']],
    ['/instances?offset=3', ['web-2']],
    ['/instances?sort=-firstSeenAt&limit=1', ['db-100%']],
  ])('%s', async (path, expected) => {
    if (path.includes('launchedAt:none')) {
      expect((await names(path)).toSorted()).toEqual(['db-100%', 'web-2']);
      return;
    }
    expect(await names(path)).toEqual(expected);
  });

  it.each([
    ['colour=red', 'colour'],
    ['name.gte=a', 'name.gte'],
    ['state=asleep', 'state'],
    ['state.isnull=true', 'state.isnull'],
    ['sort=state', 'sort'],
    ['limit=1001', 'limit'],
    ['limit=x', 'limit'],
    ['offset=10001', 'offset'],
    ['at=yesterday', 'at'],
    ['gone=yes', 'gone'],
    ['id=7', 'id'],
    ['clusterId=red', 'clusterId'],
    ['linkedTo=users:018f0000-0000-7000-8000-000000000000', 'linkedTo'],
    ['q=colour:red', 'q'],
    ['after=abc', 'after'],
    ['sort=name&sort=-name', 'sort'],
    ['launchedAt.gte=2026-13-01T00:00:00Z', 'launchedAt.gte'],
  ])('names what is wrong in ?%s', async (query, name) => {
    const { status, body, headers } = await server.call<{ errors: Record<string, string>; requestId: string }>(
      `/instances?${query}`,
    );
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(Object.keys(body.errors)).toContain(name);
    expect(body.requestId).toBe(headers.get('x-request-id'));
  });

  it('goes on after a page, in either direction, empty values included', async () => {
    for (const sort of ['name', '-name', 'launchedAt', '-launchedAt', '-changedAt', 'firstSeenAt']) {
      const seen: unknown[] = [];
      let after = '';
      do {
        const { body } = await list(`/instances?sort=${sort}&limit=1${after && `&after=${after}`}`);
        seen.push(...body.items.map((item) => item.id));
        expect(body.total).toBe(4);
        after = body.after ?? '';
      } while (after);
      const whole = (await list(`/instances?sort=${sort}`)).body.items.map((item) => item.id);
      expect(seen, sort).toEqual(whole);
    }
  });

  it.each(['/instances', '/instances?q=nothing-like-this'])('has the same total past its end (%s)', async (path) => {
    const past = `${path}${path.includes('?') ? '&' : '?'}offset=50`;
    const [whole, after] = [await server.call<ListPage>(path), await server.call<ListPage>(past)];
    expect(after.body).toEqual({ items: [], total: whole.body.total, hasMore: false });
  });

  it('finds what is linked with an object', async () => {
    expect(await names(`/record-sets?linkedTo=instances:${ids[0]}`)).toEqual(['www.example.org']);
    expect(await names(`/instances?linkedTo=record-sets:${ids[4]}`)).toEqual(['web-1']);
    expect(await names(`/instances?linkedTo=record_sets:${ids[5]}`)).toEqual([]);
  });

  it('shows readers of a cluster what is in it', async () => {
    const reader = await server.token('viewer', [red]);
    expect(await names('/instances', reader)).toEqual(['web-1', 'web-2']);
    expect((await list('/instances?limit=1', reader)).body.total).toBe(2);
    expect(await names('/instances?q=db', reader)).toEqual([]);
    expect(await names(`/instances?id=${ids.slice(0, 4).join()}`, reader)).toEqual(['web-1', 'web-2']);
    expect(await names('/clusters', reader)).toEqual(['red']);
    expect((await list('/sources', reader)).status).toBe(403);
    expect((await list('/instances', await server.token('viewer', []))).body.items).toEqual([]);
  });

  it('answers for the past, and for what is gone', async () => {
    const before = new Date().toISOString();
    await changeObject(server.db.worker, 'instances', ids[1]!, `state = 'running', name = 'web-two'`);
    const between = new Date().toISOString();
    await changeObject(server.db.worker, 'instances', ids[1]!, 'gone_at = n.version_at', 'g');
    expect(await names(`/instances?at=${before}&q=web`)).toEqual(['web-1', 'web-2']);
    expect(await names(`/instances?at=${between}&sort=-name&limit=1`)).toEqual(['web-two']);
    expect(await names('/instances?q=i-2')).toEqual([]);
    const gone = await list('/instances?q=i-2&gone=include');
    expect(gone.body.items).toMatchObject([{ name: 'web-two', status: 'gone' }]);
    const one = (at: string) => server.call(`/instances/${ids[1]}${at && `?at=${at}`}`);
    expect((await one(before)).body).toMatchObject({
      name: 'web-2',
      state: 'stopped',
      goneAt: null,
      status: 'attention',
    });
    expect((await one('')).body).toMatchObject({ status: 'gone' });
    expect((await one('2020-01-01T00:00:00Z')).status).toBe(404);
  });
});
