import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { cancelPlan, schedulePlan, startPlan } from '../../actions/engine/acts.ts';
import { proposePlan } from '../../actions/engine/propose.ts';
import { inTransaction, openPool } from '../../model/database.ts';
import { readPlan } from '../../model/plans/plan-row.ts';
import { addressPolicy } from '../../runtime/http/address-policy.ts';
import type { ClaimedWork } from '../../workers/due-work.ts';
import type { TaskTools } from '../../workers/task.ts';
import { planAtItsTime } from '../../workers/tasks/plan-at-its-time.ts';
import { planWorld } from './plan-world.ts';
import { twoRouters } from './two-routers.ts';

const world = planWorld();
const db = () => world.db.worker;
const inAMinute = () => new Date(Date.now() + 60_000).toISOString();

/** A flip in somebody's name, checked and scheduled. */
async function scheduled(params: Record<string, unknown>, actorId: string): Promise<string> {
  const draft = await world.plan('dns.flip', params, actorId);
  const by = { id: actorId, name: 'ana' };
  return inTransaction(db(), async (client) => {
    const id = await proposePlan(client, { action: 'dns.flip', params, reason: '', draft, by });
    await client.query(`UPDATE plans SET state = 'proposed', checks = '[]' WHERE id = $1`, [id]);
    await schedulePlan(client, id, inAMinute(), by);
    return id;
  });
}

/** Its time has come. */
async function itsTime(planId: string) {
  const tools = { pool: db(), policy: addressPolicy({ allow: ['127.0.0.0/8'] }), signal: new AbortController().signal };
  await planAtItsTime.run({ subjectId: planId } as ClaimedWork, tools as unknown as TaskTools);
  const { state, error } = (await readPlan(db(), planId))!;
  const { rows } = await db().query<{ action: string }>('SELECT action FROM audit WHERE plan_id = $1 ORDER BY number', [
    planId,
  ]);
  return { state, error, audit: rows.map(({ action }) => action.replace('plans.', '')) };
}

const work = async (planId: string) =>
  (
    await db().query<{ task: string }>(
      'SELECT task FROM due_work WHERE subject_id = $1 AND done_at IS NULL ORDER BY task',
      [planId],
    )
  ).rows.map(({ task }) => task);

/** For a flip in the name of an operator of both clusters. */
async function operator(change?: Parameters<typeof twoRouters>[1]) {
  const { params } = await twoRouters(world, change);
  return { params, actorId: await world.principal('operator', ['eu', 'us']) };
}

describe('a scheduled plan, at its time', () => {
  it('is applied if planning again gives the same', async () => {
    const { params, actorId } = await operator();
    const planId = await scheduled(params, actorId);
    expect(await work(planId)).toEqual(['check-plan', 'plan-at-its-time']);
    expect(await itsTime(planId)).toEqual({ state: 'applying', error: null, audit: ['propose', 'schedule', 'apply'] });
    expect(await work(planId)).toEqual(['apply-plan', 'check-plan']);
  });

  it('is not applied by one alone where two have to agree since', async () => {
    const { params, actorId } = await operator();
    const planId = await scheduled(params, actorId);
    await db().query('UPDATE clusters SET needs_approval = true');
    const by = { id: actorId, name: 'ana' };
    const asked = /a cluster asks since for a second person/;
    await expect(inTransaction(db(), (client) => schedulePlan(client, planId, inAMinute(), by))).rejects.toThrow(asked);
    const now = { override: false, decisions: {} };
    await expect(inTransaction(db(), (client) => startPlan(client, planId, by, now))).rejects.toThrow(asked);
    const { state, error } = await itsTime(planId);
    expect([state, error]).toEqual(['expired', expect.stringMatching(asked)]);
    await db().query('UPDATE clusters SET needs_approval = false');
  });

  it.each([
    ['a record set has another TTL', `UPDATE record_sets SET ttl = 301 WHERE name = 'www.shop.example' AND type = 'A'`],
    [
      'another machine is healthy',
      `UPDATE target_groups SET targets = jsonb_set(targets, '{0,health}', '"unhealthy"') WHERE key = 'us-web'`,
    ],
    ['a record set is there no more', `UPDATE record_sets SET gone_at = now() WHERE name = 'pay.shop.example'`],
    ['a source may not be written any more', `UPDATE sources SET mode = 'read' WHERE name = 'pdns'`],
  ])('expires if %s', async (_, change) => {
    const { params, actorId } = await operator();
    const planId = await scheduled(params, actorId);
    await db().query(change);
    expect(await itsTime(planId)).toEqual({
      state: 'expired',
      error: 'not applied at its time: the estate has changed: it would do something else now',
      audit: ['propose', 'schedule', 'expired'],
    });
    expect(await work(planId)).not.toContain('apply-plan');
  });

  it.each([
    ['the token was revoked', 'revoked_at = now()', 'whoever planned it may not sign in any more'],
    [
      'the role was taken',
      `role = 'viewer'`,
      'whoever planned it may not any more: it needs the role admin or operator; you are viewer',
    ],
    [
      'a cluster was taken',
      'cluster_ids = cluster_ids[1:1]',
      /params\.(from|to)LoadBalancerId: there is no such load balancer/,
    ],
  ])('expires if %s meanwhile', async (_, change, reason) => {
    const { params, actorId } = await operator();
    const planId = await scheduled(params, actorId);
    await db().query(`UPDATE tokens SET ${change} WHERE id = $1`, [actorId]);
    const { state, error } = await itsTime(planId);
    expect(state).toBe('expired');
    expect(error).toMatch(reason);
  });

  it('expires if a check says no by then', async () => {
    const { params } = await operator();
    await world.cluster('pay', [{ name: 'pay.*' }]);
    await db().query(`UPDATE clusters SET rules = '[{"region":"eu"},{"name":"www.*"}]' WHERE name = 'eu'`);
    await world.cluster('later', []);
    await db().query(`UPDATE clusters SET stage = 'staging' WHERE name = 'pay'`);
    const planId = await scheduled(params, await world.principal('admin', null));
    await db().query(`UPDATE clusters SET stage = 'production' WHERE name = 'pay'`);
    expect(await itsTime(planId)).toMatchObject({
      state: 'expired',
      error: 'not applied at its time: checks say no: one-cluster: eu, pay',
    });
  });

  it('expires if what it would move to does not answer by then', async () => {
    const server = createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
    const { port } = server.address() as AddressInfo;
    const { params, actorId } = await operator((usual) => {
      usual.us = [{ ...usual.us[0]!, publicAddresses: ['127.0.0.2'], ipv6Addresses: [] }];
      usual.usHealth = { 'us-1': 'healthy' };
    });
    const asked = { ...params, probe: { kind: 'http', port } };
    const [first, second] = [await scheduled(asked, actorId), await scheduled(asked, actorId)];
    expect((await itsTime(first)).state).toBe('applying');
    await new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    const { state, error } = await itsTime(second);
    expect(state).toBe('expired');
    expect(error).toMatch(/^not applied at its time: checks say no: probe: 127\.0\.0\.2: .*ECONNREFUSED/);
  });

  it('is not applied hours later, when a worker runs again', async () => {
    const { params, actorId } = await operator();
    const planId = await scheduled(params, actorId);
    await db().query(`UPDATE plans SET scheduled_for = now() - interval '3 hours' WHERE id = $1`, [planId]);
    expect(await itsTime(planId)).toMatchObject({
      state: 'expired',
      error: 'not applied at its time: its time passed 180 minutes ago, and no worker ran then',
    });
  });

  it('is left alone if somebody has called it off', async () => {
    const { params, actorId } = await operator();
    const planId = await scheduled(params, actorId);
    await inTransaction(db(), (client) => cancelPlan(client, planId, { id: actorId, name: 'ana' }));
    expect(await work(planId)).toEqual([]);
    expect((await itsTime(planId)).state).toBe('cancelled');
  });

  it('waits if it is only that nobody can tell now', async () => {
    const { params, actorId } = await operator();
    const planId = await scheduled(params, actorId);
    const owner = openPool(world.db.ownerUrl, 1, 'test owner');
    try {
      await owner.query('ALTER TABLE load_balancers RENAME TO elsewhere');
      await expect(itsTime(planId)).rejects.toThrow(/load_balancers/);
      expect((await readPlan(db(), planId))!.state).toBe('scheduled');
    } finally {
      await owner.query('ALTER TABLE elsewhere RENAME TO load_balancers');
      await owner.end();
    }
    expect((await itsTime(planId)).state).toBe('applying');
  });
});
