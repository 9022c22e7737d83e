import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { history, impact, linkList, type History, type Impact, type LinkList } from '../../contract/api/links.ts';
import { overview, type Overview } from '../../contract/api/overview.ts';
import { searchResult, type SearchResult } from '../../contract/api/search.ts';
import { changeObject, seedFinding, seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let red: string;
let blue: string;
let source: { sourceId: string; scopeId: number };
let web: string, www: string, foreign: string, group: string, balancer: string, event: string;
let ofRed: string;

const get = async <T>(path: string, as?: string) => {
  const { status, body } = await server.call<T>(path, { as });
  expect(status).toBe(200);
  return body;
};

beforeAll(async () => {
  server = await testServer();
  [red, blue] = [await server.cluster('red'), await server.cluster('blue')];
  source = await seedSource(server.db.worker, 'aws-test');
  ofRed = await server.token('operator', [red]);
  [web, www, foreign, group, balancer, event] = (await seedObjects(server.db.worker, source, [
    {
      kind: 'instances',
      key: 'i-web',
      clusterId: red,
      fields: { name: 'web-1', state: 'running', publicAddresses: ['192.0.2.1'] },
      raw: { InstanceId: 'i-web' },
    },
    {
      kind: 'record_sets',
      key: 'r-www',
      clusterId: red,
      fields: { name: 'www.example.org', type: 'A', contents: ['192.0.2.1'] },
    },
    {
      kind: 'record_sets',
      key: 'r-foreign',
      clusterId: blue,
      fields: { name: 'blue.example.org', type: 'A', contents: ['192.0.2.1'] },
    },
    {
      kind: 'target_groups',
      key: 'tg',
      clusterId: red,
      fields: {
        name: 'web-targets',
        targetType: 'instance',
        targets: [{ id: 'i-web', port: 80, health: 'healthy', reason: null }],
        healthyCount: 1,
        targetCount: 1,
        loadBalancerKeys: ['lb'],
      },
    },
    {
      kind: 'load_balancers',
      key: 'lb',
      clusterId: red,
      fields: { name: 'front', state: 'active', type: 'application' },
    },
    {
      kind: 'maintenance_events',
      key: 'ev',
      clusterId: red,
      fields: {
        name: 'retirement of web-1',
        state: 'scheduled',
        code: 'instance-retirement',
        instanceKey: 'i-web',
        notBefore: new Date(Date.now() + 86_400_000).toISOString(),
      },
    },
  ])) as [string, string, string, string, string, string];
});
afterAll(() => server.stop());

describe('readers of some clusters', () => {
  it('see where their objects come from, and nothing else of the source', async () => {
    const object = await get<Record<string, unknown>>(`/instances/${web}`, ofRed);
    expect(object).toMatchObject({ sourceId: source.sourceId, sourceName: 'aws-test' });
    expect(Object.keys(object)).toEqual(expect.arrayContaining(['realm', 'scope', 'scopeTitle', 'runId']));
    const closed = ['/sources', `/sources/${source.sourceId}`, `/sources/${source.sourceId}/scopes`, '/sync-runs'];
    for (const path of closed) expect([403, 404]).toContain((await server.call(path, { as: ofRed })).status);
  });
});

describe('links', () => {
  it('say why they are, and show only where both ends do', async () => {
    const all = linkList.parse(await get<LinkList>(`/instances/${web}/links`));
    expect(all.items.map(({ object, direction, rule }) => [object.name, direction, rule])).toEqual([
      ['retirement of web-1', 'in', 'maintenance-event-instance'],
      ['blue.example.org', 'in', 'record-set-address-instance'],
      ['www.example.org', 'in', 'record-set-address-instance'],
      ['web-targets', 'in', 'target-group-instance'],
    ]);
    expect(all.items[2]).toMatchObject({
      because: 'its value 192.0.2.1 is an address of the instance',
      object: { kind: 'record_sets', detail: 'A', status: 'ok', clusterId: red },
    });
    const some = await get<LinkList>(`/instances/${web}/links`, ofRed);
    expect(some.items.map(({ object }) => object.name)).toEqual([
      'retirement of web-1',
      'www.example.org',
      'web-targets',
    ]);
  });

  it('are cut at 200 of a kind, and say by how many', async () => {
    const [hub] = await seedObjects(server.db.worker, source, [
      { kind: 'instances', key: 'i-hub', clusterId: red, fields: { name: 'hub', publicAddresses: ['192.0.2.200'] } },
      ...Array.from({ length: 205 }, (_, n) => ({
        kind: 'record_sets',
        key: `hub-${n}`,
        clusterId: n < 3 ? blue : red,
        fields: { name: `h${n}.example.org`, type: 'A', contents: ['192.0.2.200'] },
      })),
    ]);
    const all = await get<LinkList>(`/instances/${hub}/links`);
    expect(all.items).toHaveLength(200);
    expect(all.cut).toEqual({ record_sets: 5 });
    expect((await get<LinkList>(`/instances/${hub}/links`, ofRed)).cut).toEqual({ record_sets: 2 });
  });
});

describe('impact', () => {
  it('follows the rules’ directions, breadth first', async () => {
    const found = impact.parse(await get<Impact>(`/maintenance-events/${event}/impact`));
    const byDepth = new Map(found.nodes.map(({ name, depth }) => [name, depth]));
    expect(Object.fromEntries(byDepth)).toEqual({
      'retirement of web-1': 0,
      'web-1': 1,
      'blue.example.org': 2,
      'www.example.org': 2,
      'web-targets': 2,
      front: 3,
    });
    expect(found.edges).toContainEqual({ from: group, to: balancer, rule: 'target-group-load-balancer' });
    expect(found.cut).toBeNull();
  });

  it('stops at its depth and says so, and stops where the sight ends and says nothing', async () => {
    const shallow = await get<Impact>(`/maintenance-events/${event}/impact?depth=1`);
    expect(shallow.nodes.map(({ name }) => name)).toEqual(['retirement of web-1', 'web-1']);
    expect(shallow.cut).toContain('after 1 steps');
    const some = await get<Impact>(`/maintenance-events/${event}/impact`, ofRed);
    expect(some.nodes.map(({ name }) => name)).not.toContain('blue.example.org');
    expect(some.cut).toBeNull();
    expect((await server.call(`/record-sets/${foreign}/impact`, { as: ofRed })).status).toBe(404);
  });

  it('ends at 500 objects and says so', async () => {
    const [root] = await seedObjects(server.db.worker, source, [
      { kind: 'instances', key: 'i-root', clusterId: blue, fields: { name: 'root', publicAddresses: ['192.0.2.201'] } },
      ...Array.from({ length: 600 }, (_, n) => ({
        kind: 'record_sets',
        key: `root-${n}`,
        clusterId: blue,
        fields: { name: `x${n}.example.org`, type: 'A', contents: ['192.0.2.201'] },
      })),
    ]);
    const found = await get<Impact>(`/instances/${root}/impact`);
    expect(found.nodes).toHaveLength(500);
    expect(found.cut).toContain('500');
  });
});

describe('raw', () => {
  it('is for readers of all clusters', async () => {
    expect(await get(`/instances/${web}/raw`)).toEqual({ raw: { InstanceId: 'i-web' } });
    expect((await server.call(`/instances/${web}/raw`, { as: ofRed })).status).toBe(404);
  });
});

describe('refresh', () => {
  it('asks for a pull of the object’s scope, once', async () => {
    const ask = () =>
      server.call<{ requestId: string; sourceId: string }>(`/instances/${web}/refresh`, { method: 'POST', as: ofRed });
    const [first, second] = [await ask(), await ask()];
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({ sourceId: source.sourceId });
    expect(second.body.requestId).toBe(first.body.requestId);
    const { rows } = await server.db.worker.query(
      `SELECT task, params, requested_by FROM due_work WHERE task = 'pull'`,
    );
    expect(rows).toEqual([
      {
        task: 'pull',
        params: { scopes: [{ kind: 'instances', scope: 'eu-west-1' }] },
        requested_by: 'operator of tests',
      },
    ]);
    const viewer = await server.token('viewer', null);
    expect((await server.call(`/instances/${web}/refresh`, { method: 'POST', as: viewer })).status).toBe(403);
    const audit = await server.db.worker.query(
      `SELECT action, actor FROM audit WHERE action LIKE 'objects.%' ORDER BY at`,
    );
    expect(audit.rows.map((row) => row.action)).toEqual([
      'objects.refresh',
      'objects.refresh',
      'objects.refresh.denied',
    ]);
    expect((await server.call(`/record-sets/${foreign}/refresh`, { method: 'POST', as: ofRed })).status).toBe(404);
  });
});

describe('history', () => {
  it('shows versions field by field, links and findings, newest first', async () => {
    await seedFinding(server.db.worker, { subjectKind: 'record_sets', subjectId: www, clusterId: red });
    await changeObject(server.db.worker, 'record_sets', www, `contents = '{192.0.2.9}', ttl = 60`);
    await changeObject(server.db.worker, 'record_sets', www, `gone_at = n.version_at`, 'g');
    await changeObject(server.db.worker, 'record_sets', www, `gone_at = NULL, contents = '{192.0.2.1}'`);
    const { items, hasMore } = history.parse(await get<History>(`/record-sets/${www}/history`));
    expect(hasMore).toBe(false);
    expect(
      items
        .filter((item) => ['created', 'changed', 'gone', 'returned'].includes(item.what))
        .map(({ what, changes }) => [what, changes]),
    ).toEqual([
      ['returned', [{ field: 'contents', before: ['192.0.2.9'], after: ['192.0.2.1'] }]],
      ['gone', []],
      [
        'changed',
        [
          { field: 'contents', before: ['192.0.2.1'], after: ['192.0.2.9'] },
          { field: 'ttl', before: null, after: 60 },
        ],
      ],
      ['created', []],
    ]);
    expect(items.filter((item) => item.other?.kind === 'instances').map(({ what }) => what)).toEqual([
      'linked',
      'unlinked',
      'linked',
    ]);
    const opened = items.filter((item) => item.what === 'finding-opened').map(({ other }) => other?.severity);
    expect(opened).toEqual(['note']);
    expect(items.find((item) => item.what === 'linked')?.other?.severity).toBeNull();
    const times = items.map((item) => Date.parse(item.at));
    expect(times).toEqual(times.toSorted((a, b) => b - a));
  });

  it('is paged without losing what shares an instant', async () => {
    const whole = (await get<History>(`/record-sets/${www}/history?limit=200`)).items;
    const paged: unknown[] = [];
    let before = '';
    let more = true;
    while (more) {
      const page = await get<History>(`/record-sets/${www}/history?limit=2${before && `&before=${before}`}`);
      paged.push(...page.items);
      before = page.items.at(-1)!.at;
      more = page.hasMore;
    }
    expect(paged).toHaveLength(whole.length);
    expect(paged).toEqual(expect.arrayContaining(whole));
  });

  it('hides versions of clusters that the reader does not see', async () => {
    const [moved] = await seedObjects(server.db.worker, source, [
      { kind: 'addresses', key: 'a-1', clusterId: blue, fields: { name: 'secret of blue', address: '192.0.2.50' } },
    ]);
    await changeObject(server.db.worker, 'addresses', moved!, `cluster_id = '${red}', name = 'now red'`);
    const { items } = await get<History>(`/addresses/${moved}/history`, ofRed);
    expect(JSON.stringify(items)).not.toContain('secret of blue');
    expect(items.filter((item) => item.runId)).toHaveLength(1);
    expect((await get<History>(`/addresses/${moved}/history`)).items.length).toBeGreaterThan(items.length);
  });

  it('answers with links and impact as they were', async () => {
    const then = new Date().toISOString();
    await changeObject(server.db.worker, 'record_sets', www, `contents = '{192.0.2.99}'`);
    const names = async (path: string) => (await get<LinkList>(path)).items.map(({ object }) => object.name);
    expect(await names(`/instances/${web}/links`)).not.toContain('www.example.org');
    expect(await names(`/instances/${web}/links?at=${then}`)).toContain('www.example.org');
    const walked = await get<Impact>(`/maintenance-events/${event}/impact?at=${then}`);
    expect(walked.nodes.map(({ name }) => name)).toContain('www.example.org');
  });
});

describe('search', () => {
  it('finds exact names first, then beginnings, in every kind that may be seen', async () => {
    await seedObjects(server.db.worker, source, [
      { kind: 'zones', key: 'z-1', clusterId: red, fields: { name: 'web' } },
      { kind: 'instances', key: 'i-x', clusterId: blue, fields: { name: 'my-web' } },
    ]);
    const found = searchResult.parse(await get<SearchResult>('/search?q=WEB'));
    expect(found.items.map(({ name }) => name).slice(0, 3)).toEqual(['web', 'web-1', 'web-targets']);
    expect(found.items.map(({ name }) => name)).toContain('my-web');
    expect((await get<SearchResult>('/search?q=i-web')).items[0]).toMatchObject({ name: 'web-1' });
    expect((await get<SearchResult>('/search?q=my-web', ofRed)).items).toEqual([]);
    expect((await get<SearchResult>('/search?q=aws-test', ofRed)).items).toEqual([]);
    expect((await get<SearchResult>('/search?q=aws-test')).items).toMatchObject([
      { kind: 'sources', name: 'aws-test' },
    ]);
    expect((await get<SearchResult>('/search?q=example.org&limit=5')).capped).toBe(true);
    expect((await server.call('/search?q=a&colour=1')).body).toMatchObject({
      status: 400,
      errors: { colour: expect.stringContaining('no such parameter') },
    });
  });
});

describe('the overview', () => {
  it('counts what the reader may see', async () => {
    await seedFinding(server.db.worker, { subjectKind: 'record_sets', subjectId: foreign, clusterId: blue });
    const all = overview.parse(await get<Overview>('/overview'));
    const some = overview.parse(await get<Overview>('/overview', ofRed));
    const instances = ({ counts }: Overview) => counts.find(({ kind }) => kind === 'instances')!.count;
    expect(instances(all)).toBe(4);
    expect(instances(some)).toBe(2);
    expect(instances(await get<Overview>(`/overview?clusterId=${blue}`))).toBe(2);
    expect(instances(await get<Overview>(`/overview?clusterId=${blue}`, ofRed))).toBe(0);
    expect(all.sources).toMatchObject([{ name: 'aws-test', health: 'fresh' }]);
    expect(some.sources).toEqual([]);
    expect(all.maintenance).toMatchObject([{ code: 'instance-retirement', instance: { name: 'web-1' }, touches: 3 }]);
    expect([all.findings.note, some.findings.note]).toEqual([2, 1]);
    expect(all.changes.length).toBeGreaterThan(0);
  });
});
