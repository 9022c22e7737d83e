import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estateMap, type EstateMap } from '../../contract/api/map.ts';
import { changeObject, seedFinding, seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let red: string;
let blue: string;
let ofRed: string;
let front: string, web: string, idle: string, www: string, foreign: string, loose: string;

const get = async (query = '', as?: string): Promise<EstateMap> => {
  const { status, body, text } = await server.call<EstateMap>(`/map${query}`, { as });
  expect(status, text).toBe(200);
  return estateMap.parse(body);
};
const names = ({ nodes }: EstateMap) => nodes.map(({ name }) => name);
const linked = ({ nodes, links, rules }: EstateMap) =>
  links.map(({ from, to, rule, count }) => [
    nodes[from]!.name,
    rules[rule],
    nodes[to]!.name,
    ...(count ? [count] : []),
  ]);

beforeAll(async () => {
  server = await testServer();
  [red, blue] = [await server.cluster('red'), await server.cluster('blue')];
  ofRed = await server.token('viewer', [red]);
  const source = await seedSource(server.db.worker, 'aws-test');
  [front, , web, idle, www, foreign, loose] = (await seedObjects(server.db.worker, source, [
    { kind: 'load_balancers', key: 'lb', clusterId: red, fields: { name: 'front', state: 'active', type: 'network' } },
    {
      kind: 'target_groups',
      key: 'tg',
      clusterId: red,
      fields: {
        name: 'web-targets',
        targetType: 'instance',
        targets: [{ id: 'i-web', port: 80, health: 'healthy', reason: null }],
        loadBalancerKeys: ['lb'],
      },
    },
    {
      kind: 'instances',
      key: 'i-web',
      clusterId: red,
      fields: { name: 'web', state: 'running', publicAddresses: ['192.0.2.1'] },
    },
    { kind: 'instances', key: 'i-idle', clusterId: red, fields: { name: 'idle', state: 'stopped' } },
    {
      kind: 'record_sets',
      key: 'www',
      clusterId: red,
      fields: { name: 'www.example.org', type: 'A', contents: ['192.0.2.1'] },
    },
    {
      kind: 'record_sets',
      key: 'foreign',
      clusterId: blue,
      fields: { name: 'blue.example.org', type: 'A', contents: ['192.0.2.1'] },
    },
    { kind: 'record_sets', key: 'loose', fields: { name: 'loose.example.org', type: 'TXT', contents: ['x'] } },
    { kind: 'zones', key: 'zone', clusterId: red, fields: { name: 'example.org' } },
  ])) as [string, string, string, string, string, string, string];
  await seedFinding(server.db.worker, {
    subjectKind: 'instances',
    subjectId: web,
    clusterId: red,
    severity: 'failing',
  });
});
afterAll(() => server.stop());

describe('the map', () => {
  it('has objects by kind from left to right, by name, with their status, and what links them', async () => {
    const map = await get();
    expect(map.nodes.map(({ kind, name, status, worstFinding }) => [kind, name, status, worstFinding])).toEqual([
      ['load_balancers', 'front', 'ok', null],
      ['target_groups', 'web-targets', 'ok', null],
      ['instances', 'idle', 'attention', null],
      ['instances', 'web', 'failing', 'failing'],
      ['record_sets', 'blue.example.org', 'ok', null],
      ['record_sets', 'loose.example.org', 'ok', null],
      ['record_sets', 'www.example.org', 'ok', null],
    ]);
    expect(map).toMatchObject({ total: 7, grouped: false, cut: null });
    expect(map.clusters.map(({ name }) => name)).toEqual(['blue', 'red']);
    expect(linked(map)).toEqual(
      expect.arrayContaining([
        ['web-targets', 'target-group-load-balancer', 'front'],
        ['web-targets', 'target-group-instance', 'web'],
        ['www.example.org', 'record-set-address-instance', 'web'],
        ['blue.example.org', 'record-set-address-instance', 'web'],
      ]),
    );
    expect(map.links).toHaveLength(4);
  });

  it('shows a reader of one cluster that alone, and neither links out of it nor numbers of the rest', async () => {
    for (const query of [
      '',
      '?limit=1',
      `?at=${new Date().toISOString()}`,
      `?limit=1&at=${new Date().toISOString()}`,
    ]) {
      const map = await get(query, ofRed);
      expect(map.total, query).toBe(5);
      expect(map.clusters, query).toEqual([{ id: red, name: 'red' }]);
      expect(new Set(map.nodes.map(({ clusterId }) => clusterId)), query).toEqual(new Set([red]));
      expect(JSON.stringify(map), query).not.toContain(blue);
      expect(map.links, query).toHaveLength(3);
    }
    expect((await get(`?cluster=${blue}`, ofRed)).nodes).toEqual([]);
    expect((await get(`?cluster=${blue}&limit=1`, ofRed)).nodes).toEqual([]);
    expect(names(await get(`?around=instances:${web}`, ofRed))).not.toContain('blue.example.org');
    expect((await server.call(`/map?around=record_sets:${foreign}`, { as: ofRed })).status).toBe(404);
  });

  it('is narrowed to a cluster and to kinds', async () => {
    expect(names(await get(`?cluster=${blue}`))).toEqual(['blue.example.org']);
    const some = await get(`?kinds=record_sets,instances&cluster=${red}`);
    expect(names(some)).toEqual(['idle', 'web', 'www.example.org']);
    expect(linked(some)).toEqual([['www.example.org', 'record-set-address-instance', 'web']]);
    expect((await server.call('/map?kinds=users')).body).toMatchObject({
      status: 400,
      errors: { kinds: expect.stringContaining('load_balancers') },
    });
  });
});

describe('more than fits', () => {
  it('is grouped by cluster and kind, with how many are how, and links between groups', async () => {
    const map = await get('?limit=6');
    expect(map).toMatchObject({ total: 7, grouped: true });
    const groups = Object.fromEntries(map.nodes.map((node) => [node.id, node]));
    expect(groups[`${red}:instances`]).toMatchObject({
      kind: 'instances',
      status: 'failing',
      worstFinding: 'failing',
      group: { count: 2, statuses: { failing: 1, attention: 1 } },
    });
    expect(groups['none:record_sets']).toMatchObject({ clusterId: null, status: 'ok', group: { count: 1 } });
    const between = map.links.map(({ from, to, count }) => [map.nodes[from]!.id, map.nodes[to]!.id, count]);
    expect(between).toContainEqual([`${blue}:record_sets`, `${red}:instances`, 1]);
    expect(between).toContainEqual([`${red}:target_groups`, `${red}:load_balancers`, 1]);
  });

  it('says of groups what it says of their objects', async () => {
    const count = (nodes: EstateMap['nodes']) => {
      const found: Record<string, number> = {};
      for (const { kind, clusterId, status, group: all } of nodes)
        for (const [one, many] of Object.entries(all?.statuses ?? { [status]: 1 }))
          found[`${clusterId} ${kind} ${one}`] = (found[`${clusterId} ${kind} ${one}`] ?? 0) + many;
      return found;
    };
    await server.db.worker.query(
      `UPDATE scopes SET listed_at = now() - interval '2 hours', stale_at = now() - interval '1 hour'`,
    );
    await server.db.worker.query(`UPDATE record_sets SET observed_at = now() - interval '90 minutes' WHERE id = $1`, [
      www,
    ]);
    const single = await get();
    expect(single.nodes.find(({ id }) => id === www)?.status).toBe('stale');
    expect(count((await get('?limit=1')).nodes)).toEqual(count(single.nodes));
    const then = new Date().toISOString();
    expect(count((await get(`?limit=1&at=${then}`)).nodes)).toEqual(count((await get(`?at=${then}`)).nodes));
    await server.db.worker.query(`UPDATE scopes SET listed_at = now(), stale_at = now() + interval '1 hour'`);
  });

  it('is opened group by group, as far as there is room', async () => {
    const opened = await get(`?limit=2&expand=${red}:instances,none:record_sets`);
    expect(opened.nodes.filter((node) => !node.group).map(({ name }) => name)).toEqual(['idle', 'web']);
    expect(opened.total).toBe(7);
    const ends = opened.links.map(({ from, to, count }) => [opened.nodes[from]!.id, opened.nodes[to]!.id, count]);
    expect(ends).toContainEqual([`${red}:record_sets`, web, 1]);
    expect(ends).toContainEqual([`${blue}:record_sets`, web, 1]);
    expect(ends.flat()).not.toContain(`${red}:instances`);
  });
});

describe('around an object', () => {
  it('is what is linked with it in so many steps, in either direction', async () => {
    expect(names(await get(`?around=load_balancers:${front}&depth=1`))).toEqual(['front', 'web-targets']);
    expect(names(await get(`?around=load_balancers:${front}&depth=2`))).toEqual(['front', 'web-targets', 'web']);
    const all = await get(`?around=load_balancers:${front}&depth=3`);
    expect(names(all)).toEqual(['front', 'web-targets', 'web', 'blue.example.org', 'www.example.org']);
    expect(all.links).toHaveLength(4);
    expect(names(await get(`?around=instances:${idle}`))).toEqual(['idle']);
  });

  it('ends at the limit and says so, and knows of no object that is not there', async () => {
    const some = await get(`?around=load_balancers:${front}&depth=3&limit=3`);
    expect(some.nodes).toHaveLength(3);
    expect(some.cut).toContain('more than 3 objects');
    expect((await server.call(`/map?around=instances:${www}`)).status).toBe(404);
    expect((await server.call('/map?around=zones:1')).status).toBe(400);
  });
});

describe('the map as it was', () => {
  it('has the objects, links and statuses of then', async () => {
    const then = new Date().toISOString();
    await changeObject(server.db.worker, 'instances', idle, `state = 'running'`);
    await changeObject(server.db.worker, 'record_sets', www, `contents = '{192.0.2.9}'`);
    await changeObject(server.db.worker, 'record_sets', loose, 'gone_at = n.version_at', 'g');
    const [past, present] = [await get(`?at=${then}`), await get()];
    const status = ({ nodes }: EstateMap) => nodes.find(({ id }) => id === idle)?.status;
    expect([status(past), status(present)]).toEqual(['attention', 'ok']);
    expect([names(past).length, names(present).length]).toEqual([7, 6]);
    expect([past.links.length, present.links.length]).toEqual([4, 3]);
    expect(names(await get(`?at=${then}&around=record_sets:${www}&depth=1`))).toEqual(['web', 'www.example.org']);
    expect(names(await get(`?around=record_sets:${www}&depth=1`))).toEqual(['www.example.org']);
    const grouped = await get(`?at=${then}&limit=1`);
    expect(grouped.total).toBe(7);
    expect(grouped.links.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(4);
  });
});
