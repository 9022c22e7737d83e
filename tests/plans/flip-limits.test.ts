import { describe, expect, it } from 'vitest';
import { recordSet } from '../../sync/engine/scripted-system.ts';
import { loadBalancer } from '../model/estate.ts';
import { cloudflareSet, cloudflareZone, planWorld, told } from './plan-world.ts';
import { twoRouters } from './two-routers.ts';

const world = planWorld();
const { id, plan, refusal } = world;
const flip = async (params: Record<string, unknown>, as?: string) => told(await plan('dns.flip', params, as));

describe('probes and canaries', () => {
  const probe = { kind: 'http', port: 8080, path: '/health' };

  it('look at every new address under a name that moves, before anything and after the first few', async () => {
    const { params } = await twoRouters(world);
    const draft = await plan('dns.flip', { ...params, probe, canary: 2 });
    const { steps, changes, probes, checks, warnings } = told(draft);
    const addresses = '198.51.100.1 198.51.100.2 2001:db8:f::1 2001:db8:f::2';
    expect(probes).toEqual([`{"kind":"http","port":8080,"path":"/health","host":"pay.shop.example"} ${addresses}`]);
    expect(checks).toContain('probe waiting');
    expect(steps).toEqual([
      'dns.write-record-sets cloudflare shop.example',
      'net.probe switchyard probe of 4 addresses after the first 2',
      'dns.write-record-sets cloudflare shop.example',
      'dns.write-record-sets powerdns corp.example',
    ]);
    expect(changes.map((line) => line.split(':')[0])).toEqual([
      'app.shop.example CNAME',
      'pay.shop.example A',
      'do probe of 4 addresses after the first 2',
      'www.shop.example A',
      'www.shop.example AAAA',
      'corp.example ALIAS',
    ]);
    expect(draft.steps[1]).toMatchObject({
      addresses: addresses.split(' '),
      probe: { ...probe, host: 'pay.shop.example' },
    });
    expect(warnings).toHaveLength(1);
  });

  it('ask over TCP under no name, and under the name that somebody gave', async () => {
    const { params } = await twoRouters(world);
    const asked = async (one: Record<string, unknown>) =>
      (await plan('dns.flip', { ...params, probe: one })).probes![0]!.probe;
    expect(await asked({ kind: 'tcp', port: 443 })).toEqual({ kind: 'tcp', port: 443 });
    expect(await asked({ ...probe, host: 'check.example' })).toEqual({ ...probe, host: 'check.example' });
  });

  it('that cannot be had are not silently left out', async () => {
    const { params } = await twoRouters(world);
    const names = [await id('record_sets', 'app.shop.example'), await id('record_sets', 'corp.example')];
    const { warnings, probes, steps } = await flip({ ...params, recordSetIds: names, probe, canary: 1 });
    expect({ probes, steps: steps.length }).toEqual({ probes: [], steps: 2 });
    expect(warnings.slice(-2)).toEqual([
      'Nothing is probed: no address is new. That us-router answers is the provider’s word alone',
      'Nothing is looked at between the first 1 and the rest',
    ]);
    // As many as there are is no canary.
    expect((await flip({ ...params, recordSetIds: names, canary: 2 })).warnings).toHaveLength(1);
  });
});

describe('brakes', () => {
  it('hold what takes more than 30 % of a zone of ten sets or more', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.shop = usual.shop.slice(0, 12);
    });
    const { checks } = await flip({ ...params, exclude: [await id('record_sets', 'app.shop.example')] });
    expect(checks).toContain('zone-share passed');
    expect((await flip(params)).checks).toContain('zone-share failed: 4 of 12 in shop.example');
  });

  it('go by all of the zone, also for who sees a part of it, and do not tell how large it is', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.shop = usual.shop.slice(0, 12);
    });
    const ofEu = `{"region":"eu"},{"name":"www.*"},{"name":"app.*"}`;
    await world.db.worker.query(`UPDATE clusters SET rules = '[${ofEu},{"name":"pay.*"}]' WHERE name = 'eu'`);
    await world.cluster('later', []);
    const scoped = await world.principal('operator', ['eu', 'us']);
    expect((await flip(params, scoped)).checks).toContain('zone-share failed: 4 of 4 in shop.example');
    await world.db.worker.query(`UPDATE clusters SET rules = '[${ofEu}]' WHERE name = 'eu'`);
    await world.cluster('again', []);
    // All that they see, and a quarter of what there is.
    const { checks, title } = await flip(params, scoped);
    expect(title).toMatch(/^Flip 3 record sets/);
    expect(checks).toContain('zone-share passed');
  });

  it('hold what changes two production clusters at once, and only production', async () => {
    const { params } = await twoRouters(world);
    await world.cluster('pay', [{ name: 'pay.*' }]);
    await world.db.worker.query(
      `UPDATE clusters SET rules = '[{"region":"eu"},{"zone":"corp.example"},{"name":"www.*"},{"name":"app.*"}]' WHERE name = 'eu'`,
    );
    await world.cluster('later', []);
    expect((await flip(params)).checks).toContain('one-cluster failed: eu, pay');
    await world.db.worker.query(`UPDATE clusters SET stage = 'staging' WHERE name = 'pay'`);
    expect((await flip(params)).checks).toContain('one-cluster passed');
  });
});

describe('large zones', () => {
  it('are written in as few pieces as their provider takes', async () => {
    const many = (n: number) =>
      cloudflareSet('shop.example', `n${String(n).padStart(3, '0')}.shop.example`, ['192.0.2.1', '192.0.2.2']);
    const { params, cloudflare } = await twoRouters(world, (usual) => {
      usual.shop = Array.from({ length: 150 }, (_, n) => many(n));
      usual.corp = [];
    });
    const sizes = async () => {
      const { steps } = await plan('dns.flip', params);
      return steps.map((step) => (step as unknown as { sets: unknown[] }).sets.length);
    };
    // 200 operations a batch of a free zone, two a set.
    expect(await sizes()).toEqual([100, 50]);
    await world.pullInto(cloudflare, {
      zones: [cloudflareZone('shop.example', 'pro')],
    });
    expect(await sizes()).toEqual([150]);
  });
});

describe('what is refused', () => {
  it('names the parameter', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.corp.push(recordSet('corp.example', 'other.corp.example', ['203.0.113.1']));
    });
    const nobody = '00000000-0000-7000-8000-000000000000';
    const { fromLoadBalancerId, toLoadBalancerId } = params;
    const gone = await id('load_balancers', 'us-router');
    const cases: [Record<string, unknown>, number, string][] = [
      [
        { fromLoadBalancerId, toLoadBalancerId: fromLoadBalancerId },
        400,
        'params.toLoadBalancerId: the same as where traffic goes now',
      ],
      [
        { fromLoadBalancerId: nobody, toLoadBalancerId },
        404,
        'params.fromLoadBalancerId: there is no such load balancer',
      ],
      [
        { fromLoadBalancerId, toLoadBalancerId: nobody },
        404,
        'params.toLoadBalancerId: there is no such load balancer',
      ],
      [{ ...params, clusterId: nobody }, 404, 'params.clusterId: there is no such cluster'],
      [{ ...params, recordSetIds: [nobody] }, 404, 'params.recordSetIds: one of them is no record set'],
      [
        { ...params, include: [await id('record_sets', 'other.corp.example')] },
        400,
        'params.include: one of them is no candidate: it holds nothing of where traffic goes now',
      ],
      [{ ...params, canary: -1 }, 400, 'params.canary: Too small: expected number to be >=0'],
      [{ ...params, into: 'x' }, 400, 'params.into: no such parameter'],
      [{ toLoadBalancerId }, 400, 'params.fromLoadBalancerId: Invalid input: expected string, received undefined'],
    ];
    for (const [asked, status, says] of cases) expect(await refusal('dns.flip', asked)).toEqual({ status, says });
    await world.pull({ load_balancers: [loadBalancer('eu-router')] });
    await world.pull({ load_balancers: [loadBalancer('eu-router')] });
    await world.db.worker.query('UPDATE load_balancers SET gone_at = now() WHERE id = $1', [gone]);
    expect(await refusal('dns.flip', params)).toEqual({
      status: 400,
      says: 'params.toLoadBalancerId: us-router is gone',
    });
  });
});
