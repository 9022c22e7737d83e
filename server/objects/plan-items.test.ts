import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposePlan } from '../../actions/engine/propose.ts';
import { undoOf } from '../../actions/engine/undo.ts';
import { history, type History } from '../../contract/api/links.ts';
import type { ListPage } from '../../contract/api/list.ts';
import { imageOf } from '../../contract/plans/test-image.ts';
import { notePlanObjects } from '../../model/plans/plan-objects.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let red: string, blue: string;
let source: { sourceId: string; scopeId: number };
let zone: string, www: string, api: string, balancer: string;
let ofRed: string;

const set = (name: string) => ({
  kind: 'record_sets',
  key: `z1/${name}/A`,
  clusterId: red,
  fields: { name, type: 'A', contents: ['192.0.2.1'], zone: 'example.org', zoneKey: 'z1' },
});

beforeAll(async () => {
  server = await testServer();
  [red, blue] = [await server.cluster('red'), await server.cluster('blue')];
  source = await seedSource(server.db.worker, 'dns');
  ofRed = await server.token('viewer', [red]);
  [zone, www, api, balancer] = (await seedObjects(server.db.worker, source, [
    // Whoever plans may not see the zone.
    { kind: 'zones', key: 'z1', clusterId: blue, fields: { name: 'example.org', provider: 'cloudflare' } },
    set('www.example.org'),
    set('api.example.org'),
    { kind: 'load_balancers', key: 'lb', clusterId: red, fields: { name: 'front', state: 'active' } },
  ])) as [string, string, string, string];
  // A rule of the cluster has them, whatever the cluster of their zone.
  await server.db.worker.query('UPDATE record_sets SET cluster_id = $1', [red]);
});
afterAll(() => server.stop());

const image = (name: string, content: string) => imageOf(name, [content], { proxied: null });

/** Moves a set of the zone to another address; without an id it makes it. */
const planned = (id: string | null, name: string, { title = 'Move', clusterIds = [red] } = {}) =>
  proposePlan(server.db.worker, {
    action: 'dns.edit',
    params: {},
    reason: 'the old one is full',
    by: { id: uuidv7(), name: 'ana' },
    draft: {
      title,
      button: title,
      steps: [
        {
          type: 'dns.write-record-sets',
          v: 1,
          target: {
            sourceId: source.sourceId,
            sourceName: 'dns',
            system: 'cloudflare',
            zoneKey: 'z1',
            zone: 'example.org',
          },
          sets: [{ id, before: id === null ? null : image(name, '192.0.2.1'), after: image(name, '192.0.2.2') }],
        },
      ],
      objects: [{ kind: 'load_balancers', id: balancer, name: 'front' }],
      clusterIds,
    },
  });

const plansOf = async (path: string, as?: string) => {
  const { status, body } = await server.call<History>(`${path}/history?limit=200`, { as });
  expect(status).toBe(200);
  return history.parse(body).items.filter(({ what }) => what === 'plan');
};
const listed = async (linkedTo: string, as?: string) => {
  const { status, body } = await server.call<ListPage<{ id: string }>>(`/plans?linkedTo=${linkedTo}`, { as });
  expect(status).toBe(200);
  return body.items.map(({ id }) => id);
};

describe('plans in the history of what they concern', () => {
  it('stand there with who, when, how far they are, and why', async () => {
    const id = await planned(www, 'www.example.org', { title: 'Move www' });
    for (const path of [`/record-sets/${www}`, `/zones/${zone}`, `/load-balancers/${balancer}`])
      expect(await plansOf(path), path).toMatchObject([
        {
          other: { kind: 'plans', id, name: 'Move www', because: 'the old one is full' },
          plan: { number: expect.any(Number), state: 'checking', actor: 'ana', finishedAt: null },
        },
      ]);
    expect(await plansOf(`/record-sets/${api}`)).toEqual([]);

    // Where it was applied, that is when it happened.
    await server.db.worker.query(
      `UPDATE plans SET state = 'applied', started_at = created_at + interval '1 hour', finished_at = created_at + interval '2 hours' WHERE id = $1`,
      [id],
    );
    const { rows } = await server.db.worker.query<{ started_at: string }>(
      'SELECT started_at FROM plans WHERE id = $1',
      [id],
    );
    const [item] = await plansOf(`/record-sets/${www}`);
    expect(item).toMatchObject({ at: rows[0]!.started_at, plan: { state: 'applied' } });
  });

  it('are found by the object, whatever its kind', async () => {
    const id = await planned(api, 'api.example.org');
    for (const linked of [
      `record_sets:${api}`,
      `zones:${zone}`,
      `sources:${source.sourceId}`,
      `clusters:${red}`,
      `load-balancers:${balancer}`,
    ])
      expect(await listed(linked), linked).toContain(id);
    expect(await listed(`record-sets:${api}`)).toEqual([id]);
    expect(await listed(`record-sets:${www}`)).not.toContain(id);
    // It is not the cluster of the zone that is changed.
    expect(await listed(`clusters:${blue}`)).toEqual([]);
    const wrong = await server.call('/plans?linkedTo=ships:1');
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('no kind that has links');
  });

  it('show only to those who see the plan', async () => {
    const own = await planned(www, 'www.example.org', { title: 'Of red' });
    const wide = await planned(www, 'www.example.org', { title: 'Of both', clusterIds: [red, blue] });
    const seen = async (as?: string) => (await plansOf(`/record-sets/${www}`, as)).map(({ other }) => other!.id);
    expect(await seen()).toEqual(expect.arrayContaining([own, wide]));
    expect(await seen(ofRed)).toContain(own);
    expect(await seen(ofRed)).not.toContain(wide);
    expect(await listed(`record-sets:${www}`)).toEqual(expect.arrayContaining([own, wide]));
    expect(await listed(`record-sets:${www}`, ofRed)).toContain(own);
    expect(await listed(`record-sets:${www}`, ofRed)).not.toContain(wide);
  });

  it('have what a step creates once it is in the model', async () => {
    const id = await planned(null, 'new.example.org');
    const [made] = await seedObjects(server.db.worker, source, [set('new.example.org')]);
    expect(await plansOf(`/record-sets/${made}`)).toEqual([]);
    expect(await notePlanObjects(server.db.worker, id)).toBe(2);
    expect((await plansOf(`/record-sets/${made}`)).map(({ other }) => other!.id)).toEqual([id]);
    expect(await notePlanObjects(server.db.worker, id)).toBe(0);
  });

  it('come with the plan that undoes them', async () => {
    const id = await planned(api, 'api.example.org');
    const undo = await undoOf(server.db.worker, (await readPlan(server.db.worker, id))!, { id: null, name: 'ben' });
    expect((await plansOf(`/record-sets/${api}`)).map(({ other }) => other!.id).slice(0, 2)).toEqual([undo, id]);
  });

  it('are paged with all the rest, none twice and none left out', async () => {
    const whole = (await server.call<History>(`/record-sets/${www}/history?limit=200`)).body.items;
    expect(whole.filter(({ what }) => what === 'plan').length).toBeGreaterThan(1);
    const seen: History['items'] = [];
    for (let before = ''; ;) {
      const { body } = await server.call<History>(
        `/record-sets/${www}/history?limit=1${before && `&before=${before}`}`,
      );
      seen.push(...body.items);
      if (!body.hasMore) break;
      before = encodeURIComponent(body.items.at(-1)!.at);
    }
    expect(seen).toEqual(whole);
  });
});
