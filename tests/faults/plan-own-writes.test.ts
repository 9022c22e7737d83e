import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StepOf } from '../../contract/plans/steps.ts';
import { dnsOutside, usualSets, type ZoneOfTest } from './dns-outside.ts';
import { until } from './estate.ts';
import { OutsideZone } from './outside-zone.ts';
import { type Plan, planPanel, type PlanPanel } from './plan-panel.ts';

const shop: ZoneOfTest = { name: 'shop.example', at: 'cloudflare', sets: usualSets() };
const corp: ZoneOfTest = { name: 'corp.example', at: 'powerdns', sets: usualSets() };

let panel: PlanPanel;
beforeAll(async () => {
  panel = await planPanel({ outside: dnsOutside([shop, corp]) });
});
afterAll(() => panel?.stop());

const setOf = async (name: string, type: string) => {
  const { rows } = await panel.db.query<{ id: string; ttl: number }>(
    'SELECT id, ttl FROM record_sets WHERE name = $1 AND type = $2',
    [name, type],
  );
  return rows[0]!;
};
const checkOf = ({ checks }: Plan) =>
  (checks as { name: string; state: string; detail: string }[]).find(({ name }) => name === 'fresh');
const againIn = ({ warnings }: Plan) =>
  (warnings as { text: string }[]).filter(({ text }) => text.startsWith('Planned again')).length;
const firstOf = async (id: string) => ((await panel.steps(id))[0]!.step as StepOf<'dns.write-record-sets'>).sets[0]!;

/** Applied, and then lost on its way into the model: as with a worker that dies just after it has written. */
async function writtenAndNotHeard(name: string, ttl: number): Promise<string> {
  const { id, ttl: before } = await setOf(name, 'A');
  const plan = await panel.propose('dns.edit', { recordSetId: id, ttl });
  await panel.api('POST', `/plans/${plan.id}/apply`);
  await panel.comesTo(plan.id, 'applied');
  await until('the model has it, and no pull is under way', async () => {
    const { rows } = await panel.db.query(
      `SELECT 1 FROM due_work WHERE task = 'pull' AND every_seconds IS NULL AND done_at IS NULL`,
    );
    return rows.length === 0 && (await setOf(name, 'A')).ttl === ttl;
  });
  await panel.db.query(`UPDATE record_sets SET ttl = $2, digest = gen_random_uuid() WHERE id = $1`, [id, before]);
  return id;
}

it.each([shop, corp])(
  'what a plan has just written in $name keeps the next one not back: it is planned over that',
  async ({ name: zone }) => {
    if (zone === corp.name && !panel.powerdns) return;
    const name = `www.${zone}`;
    const id = await writtenAndNotHeard(name, 120);
    const plan = await panel.propose('dns.edit', { recordSetId: id, comment: 'moving' });
    expect([checkOf(plan)?.state, checkOf(plan)?.detail, againIn(plan)]).toEqual(['passed', null, 1]);
    const { before, after } = await firstOf(plan.id);
    expect([before!.ttl, after!.ttl, after!.comment]).toEqual([120, 120, 'moving']);
    await panel.api('POST', `/plans/${plan.id}/apply`);
    await panel.comesTo(plan.id, 'applied');
    expect(await setOf(name, 'A')).toMatchObject({ ttl: 120 });
    const { rows } = await panel.db.query<{ action: string }>(
      'SELECT action FROM audit WHERE plan_id = $1 ORDER BY number LIMIT 3',
      [plan.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['plans.propose', 'plans.plan-again', 'plans.checked']);
  },
);

it('what somebody else has written does, and so does a part of it', async () => {
  const id = await writtenAndNotHeard('www.shop.example', 90);
  const { id: other } = await setOf('www.shop.example', 'AAAA');
  await new OutsideZone(shop, panel).write('www', 'AAAA', ['2001:db8:ffff::1']);
  const plan = await panel.propose('dns.lower-ttl', { recordSetIds: [id, other], ttl: 60 });
  expect([checkOf(plan)?.state, againIn(plan)]).toEqual(['failed', 0]);
  expect(checkOf(plan)?.detail).toContain('2001:db8:ffff::1');
});
