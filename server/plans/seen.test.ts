import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { proposePlan } from '../../actions/engine/propose.ts';
import type { ListPage } from '../../contract/api/list.ts';
import { planStep, type PlanStep } from '../../contract/plans/plan.ts';
import type { StepData } from '../../contract/plans/steps.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { changeObject, seedObjects, seedSource } from '../test-estate.ts';
import { testServer, type TestServer } from '../test-server.ts';
import { imageOf } from '../../contract/plans/test-image.ts';

let server: TestServer;
let source: { sourceId: string; scopeId: number };
let www: string;

const image = (name: string, content: string) => imageOf(name, [content], { proxied: null });
const fields = (name: string, content: string) => ({
  ...image(name, content),
  contents: [content],
  zone: 'example.org',
  zoneKey: 'z1',
});

beforeAll(async () => {
  server = await testServer();
  source = await seedSource(server.db.worker, 'dns', { kind: 'record_sets', scope: 'z1' });
  [www] = (await seedObjects(server.db.worker, source, [
    { kind: 'record_sets', key: 'z1/www.example.org/A', fields: fields('www.example.org', '192.0.2.1') },
  ])) as [string];
});
afterAll(() => server.stop());

/** A plan of one step that waits for a person since now, as the engine leaves it. */
async function unsure(step: StepData, leftBehind: unknown): Promise<string> {
  const id = await proposePlan(server.db.worker, {
    action: 'dns.edit',
    params: {},
    reason: '',
    by: { id: uuidv7(), name: 'ana' },
    draft: { title: 'Move', button: 'Move', steps: [step], objects: [], clusterIds: [] },
  });
  await server.db.worker.query(
    `UPDATE plan_steps SET state = 'unsure', started_at = now(), finished_at = clock_timestamp(), left_behind = $2 WHERE plan_id = $1`,
    [id, leftBehind === undefined ? null : JSON.stringify(leftBehind)],
  );
  await server.db.worker.query(`UPDATE plans SET state = 'needs_person' WHERE id = $1`, [id]);
  return id;
}
const target = () => ({ sourceId: source.sourceId, sourceName: 'dns' });
const writing = (sets: Extract<StepData, { type: 'dns.write-record-sets' }>['sets']): StepData => ({
  type: 'dns.write-record-sets',
  v: 1,
  target: { ...target(), system: 'cloudflare', zoneKey: 'z1', zone: 'example.org' },
  sets,
});
const move = () =>
  writing([{ id: www, before: image('www.example.org', '192.0.2.1'), after: image('www.example.org', '192.0.2.2') }]);

async function seen(id: string): Promise<PlanStep['seen']> {
  const { body } = await server.call<ListPage<unknown>>(`/plans/${id}/steps`);
  return planStep.strict().parse(body.items[0]).seen;
}
const values = (one: PlanStep['seen']) =>
  one?.map(({ is, fields: all }) => [is, all.find(({ name }) => name === 'values')?.now]);

describe('what is there of a step that waits for a person', () => {
  it('is as the step left it, until somebody has looked since', async () => {
    const id = await unsure(move(), { sets: [image('www.example.org', '203.0.113.9')] });
    expect(await seen(id)).toMatchObject([
      {
        kind: 'record_sets',
        id: www,
        name: 'www.example.org A',
        is: 'other',
        fields: [
          { name: 'values', before: '192.0.2.1', wanted: '192.0.2.2', now: '203.0.113.9', is: 'other' },
          { name: 'ttl', before: '300 s', wanted: '300 s', now: '300 s', is: 'same' },
        ],
      },
    ]);
    // An event, or a listing that found it as it is.
    await changeObject(
      server.db.worker,
      'record_sets',
      www,
      `"values" = '[{"content": "192.0.2.2", "ref": "r1"}]', contents = '{192.0.2.2}', observed_at = clock_timestamp()`,
    );
    expect(values(await seen(id))).toEqual([['wanted', '192.0.2.2']]);
    await changeObject(server.db.worker, 'record_sets', www, `gone_at = now(), observed_at = clock_timestamp()`, 'g');
    expect(values(await seen(id))).toEqual([['other', null]]);
  });

  it('is what a later listing leaves as it was', async () => {
    const [api] = await seedObjects(server.db.worker, source, [
      { kind: 'record_sets', key: 'z1/api.example.org/A', fields: fields('api.example.org', '192.0.2.1') },
    ]);
    const step = writing([
      { id: api!, before: image('api.example.org', '192.0.2.1'), after: image('api.example.org', '192.0.2.2') },
    ]);
    const id = await unsure(step, undefined);
    // What was seen before the write was tried is no answer.
    expect(await seen(id)).toBeNull();
    await server.db.worker.query('UPDATE scopes SET listed_at = clock_timestamp()');
    expect(values(await seen(id))).toEqual([['before', '192.0.2.1']]);
  });

  it('is nothing where nobody has looked at all of it, or nobody can', async () => {
    const made = { id: null, before: null, after: image('new.example.org', '192.0.2.2') };
    expect(
      await seen(await unsure(writing([made, { ...made, after: image('newer.example.org', '192.0.2.2') }]), undefined)),
    ).toBeNull();
    const purge: StepData = {
      type: 'cache.purge',
      v: 1,
      target: { ...target(), system: 'cloudflare', zoneKey: 'z1', zone: 'example.org' },
      what: { everything: true },
    };
    expect(await seen(await unsure(purge, null))).toBeNull();
  });

  it('is told of the panel’s own steps too', async () => {
    const mode: StepData = { type: 'source.set-mode', v: 1, target: target(), before: 'read', after: 'write-all' };
    expect(await seen(await unsure(mode, 'write-adopted'))).toMatchObject([
      { is: 'other', fields: [{ name: 'mode', before: 'read', wanted: 'write-all', now: 'write-adopted' }] },
    ]);
    const objects = ['a', 'b'].map((name) => ({ kind: 'record_sets', id: uuidv7(), name }));
    const adopt: StepData = { type: 'object.adopt', v: 1, target: target(), objects, adopt: true };
    expect((await seen(await unsure(adopt, [true, false])))?.map(({ name, is }) => [name, is])).toEqual([
      ['a', 'wanted'],
      ['b', 'before'],
    ]);
  });

  it('is asked for by the number of a step: one beyond all numbers is refused', async () => {
    const id = await unsure(move(), { sets: [image('www.example.org', '203.0.113.9')] });
    expect((await server.call(`/plans/${id}/steps?after=2147483647`)).status).toBe(200);
    expect((await server.call(`/plans/${id}/steps?after=2147483648`)).status).toBe(400);
  });

  it('is asked of no other step', async () => {
    const id = await unsure(move(), { sets: [image('www.example.org', '203.0.113.9')] });
    await server.db.worker.query(`UPDATE plan_steps SET state = 'applied' WHERE plan_id = $1`, [id]);
    expect(await seen(id)).toBeNull();
  });
});
