import { describe, expect, it } from 'vitest';
import { instance, recordSet } from '../../sync/engine/scripted-system.ts';
import { elasticAddress, targetGroup } from '../model/estate.ts';
import { planWorld, told } from './plan-world.ts';
import { twoRouters } from './two-routers.ts';

const world = planWorld();
const { id, clusterId, plan } = world;
const flip = async (params: Record<string, unknown>, as?: string) => told(await plan('dns.flip', params, as));
const moved = async (params: Record<string, unknown>) => (await flip(params)).candidates;

describe('a flip', () => {
  it('moves every name of one load balancer to what is healthy behind the other, a write a zone', async () => {
    const { params, cloudflare } = await twoRouters(world);
    const draft = await plan('dns.flip', params);
    expect(told(draft)).toEqual({
      title: 'Flip 5 record sets from eu-router to us-router',
      button: 'Flip 5 record sets',
      steps: ['dns.write-record-sets cloudflare shop.example', 'dns.write-record-sets powerdns corp.example'],
      changes: [
        'app.shop.example CNAME: values eu-router.elb.example → us-router.elb.example',
        'pay.shop.example A: values 192.0.2.2, 192.0.2.1 → 198.51.100.1, 198.51.100.2',
        'www.shop.example A: values 192.0.2.1, 192.0.2.2 → 198.51.100.1, 198.51.100.2',
        'www.shop.example AAAA: values 2001:db8:e::1, 2001:db8:e::2 → 2001:db8:f::1, 2001:db8:f::2',
        'corp.example ALIAS: values dualstack.eu-router.elb.example → us-router.elb.example',
      ],
      candidates: [
        '✓ app.shop.example CNAME: eu-router.elb.example → us-router.elb.example · TTL 60 s',
        '– eu-1.shop.example A: 192.0.2.1 → 198.51.100.1, 198.51.100.2 · TTL 60 s · names one machine',
        '✓ pay.shop.example A: 192.0.2.2, 192.0.2.1 → 198.51.100.1, 198.51.100.2 · TTL automatic · proxied',
        '✓ www.shop.example A: 192.0.2.1, 192.0.2.2 → 198.51.100.1, 198.51.100.2 · TTL 300 s',
        '✓ www.shop.example AAAA: 2001:db8:e::1, 2001:db8:e::2 → 2001:db8:f::1, 2001:db8:f::2 · TTL 300 s',
        '✓ corp.example ALIAS: dualstack.eu-router.elb.example → us-router.elb.example · TTL 3600 s',
      ],
      checks: ['targets-healthy passed: 2 of 2', 'zone-share passed', 'one-cluster passed'],
      probes: [],
      warnings: ['Resolvers may answer the old values for up to 3600 s (3 record sets are not proxied)'],
      offers: [
        'before dns.lower-ttl: Lower 3 TTLs to 60 s first',
        'after cache.purge: Purge what is cached of 1 host in shop.example',
      ],
      objects: ['load_balancers eu-router', 'load_balancers us-router'],
    });
    // What is written over is exactly what the model has; what stays keeps the provider's own ids, and nothing else of a set changes.
    expect(draft.steps[0]).toMatchObject({
      type: 'dns.write-record-sets',
      v: 1,
      target: {
        sourceId: cloudflare.id,
        sourceName: 'cf',
        system: 'cloudflare',
        zoneKey: 'id-of-shop.example',
        zone: 'shop.example',
      },
    });
    const [, pay] = (draft.steps[0] as unknown as { sets: unknown[] }).sets;
    expect(pay).toEqual({
      id: await id('record_sets', 'pay.shop.example'),
      before: {
        name: 'pay.shop.example',
        type: 'A',
        ttl: null,
        proxied: true,
        comment: null,
        tags: [],
        values: [
          { content: '192.0.2.2', ref: 'pay.shop.example-A-0' },
          { content: '192.0.2.1', ref: 'pay.shop.example-A-1' },
        ],
      },
      after: {
        name: 'pay.shop.example',
        type: 'A',
        ttl: null,
        proxied: true,
        comment: null,
        tags: [],
        values: [
          { content: '198.51.100.1', ref: null },
          { content: '198.51.100.2', ref: null },
        ],
      },
    });
    expect(draft.clusterIds).toEqual(Array(5).fill(await clusterId('eu')));
    expect(draft.alsoIn).toEqual(expect.arrayContaining([await clusterId('eu'), await clusterId('us')]));
    expect(draft.onFailure).toBe('stop');
  });

  it('is the same plan when nothing has changed, in whatever order the model was written, and another one when something has', async () => {
    const { params, cloudflare } = await twoRouters(world);
    const first = await world.digest('dns.flip', params);
    expect(await world.digest('dns.flip', params)).toBe(first);
    await world.db.worker.query(`UPDATE record_sets SET gone_at = NULL WHERE source_id = $1 AND type <> 'TXT'`, [
      cloudflare.id,
    ]);
    expect(await world.digest('dns.flip', { ...params, exclude: [] })).toBe(first);
    expect(
      await world.digest('dns.flip', { ...params, exclude: [await id('record_sets', 'pay.shop.example')] }),
    ).not.toBe(first);
    await world.db.worker.query(`UPDATE record_sets SET ttl = 301 WHERE name = 'www.shop.example' AND type = 'A'`);
    expect(await world.digest('dns.flip', params)).not.toBe(first);
  });

  it('leaves out what is ill, stopped or gone over there, and says whom', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.us.push(
        instance('us-3', { region: 'us', publicAddresses: ['198.51.100.3'] }),
        instance('us-4', { region: 'us', publicAddresses: ['198.51.100.4'], state: 'stopped' }),
      );
      usual.usHealth = { 'us-1': 'healthy', 'us-2': 'healthy', 'us-3': 'unhealthy', 'us-4': 'healthy' };
    });
    const { changes, checks } = await flip(params);
    expect(changes).toContain('www.shop.example A: values 192.0.2.1, 192.0.2.2 → 198.51.100.1, 198.51.100.2');
    expect(checks).toContain('targets-healthy passed: 3 of 4; not us-3, us-4');
  });

  it('offers the other way where every name leads there already', async () => {
    const { params } = await twoRouters(world);
    const back = {
      ...params,
      fromLoadBalancerId: params.toLoadBalancerId,
      toLoadBalancerId: params.fromLoadBalancerId,
    };
    const draft = await plan('dns.flip', back);
    expect(told(draft)).toMatchObject({
      title: 'Flip 0 record sets from us-router to eu-router',
      offers: ['instead dns.flip: The other way: flip 5 record sets from eu-router to us-router'],
    });
    const offered = await plan('dns.flip', draft.offers![0]!.params);
    expect(offered.title).toBe('Flip 5 record sets from eu-router to us-router');
    expect(offered.offers!.map(({ when }) => when)).toEqual(['before', 'after']);
  });

  it('is blocked, and empties no set, where nothing over there is healthy', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.usHealth = { 'us-1': 'unhealthy', 'us-2': 'draining' };
    });
    const { candidates, checks, changes } = await flip(params);
    expect(checks).toContain('targets-healthy failed: none of 2 is');
    expect(candidates).toContain(
      '– www.shop.example A: 192.0.2.1, 192.0.2.2 · TTL 300 s (nothing healthy behind us-router has a public address)',
    );
    // A name follows whatever is behind it.
    expect(changes).toEqual([
      'app.shop.example CNAME: values eu-router.elb.example → us-router.elb.example',
      'corp.example ALIAS: values dualstack.eu-router.elb.example → us-router.elb.example',
    ]);
  });

  it('is blocked where nothing at all is registered, and goes by the provider’s word for what the model does not know', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.us = [];
      usual.usHealth = {};
    });
    expect((await flip(params)).checks).toContain('targets-healthy failed: nothing is registered');
    await world.pull({
      target_groups: [{ ...targetGroup('us-web', 'us-router', { '10.9.9.9': 'healthy' }), targetType: 'ip' }],
    });
    expect((await flip(params)).checks).toContain('targets-healthy passed: 1 of 1');
    await world.pull({
      target_groups: [{ ...targetGroup('us-web', 'us-router', { 'arn:f': 'unknown' }), targetType: 'lambda' }],
    });
    expect((await flip(params)).checks).toContain('targets-healthy passed: functions have no health');
  });

  it('leaves IPv6 names where they are while nothing over there has IPv6', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.us = usual.us.map((one) => ({ ...one, ipv6Addresses: [] }));
    });
    expect(await moved(params)).toContain(
      '– www.shop.example AAAA: 2001:db8:e::1, 2001:db8:e::2 · TTL 300 s (nothing healthy behind us-router has an IPv6 address)',
    );
  });

  it('prefers addresses that stay when a machine is stopped', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.us = usual.us.map((one) =>
        one.key === 'us-1' ? { ...one, publicAddresses: ['198.51.100.1', '198.51.100.77'] } : one,
      );
    });
    expect(await moved(params)).toContain(
      '✓ www.shop.example A: 192.0.2.1, 192.0.2.2 → 198.51.100.1, 198.51.100.2 · TTL 300 s',
    );
  });

  it('serves what was kept disabled for the day on which it is needed', async () => {
    const { params } = await twoRouters(world, (usual) => {
      const contents = ['192.0.2.1', '192.0.2.2'];
      const values = [
        ...contents.map((content) => ({ content, ref: null })),
        ...['198.51.100.1', '203.0.113.9'].map((content) => ({ content, ref: null, disabled: true })),
      ];
      usual.corp.push(recordSet('corp.example', 'standby.corp.example', contents, { values }));
    });
    const { changes, candidates } = await flip(params);
    expect(candidates).toContain(
      '✓ standby.corp.example A: 192.0.2.1, 192.0.2.2 → 198.51.100.1, 198.51.100.2 · TTL 300 s',
    );
    expect(changes).toContain(
      'standby.corp.example A: values 192.0.2.1, 192.0.2.2 → 198.51.100.1, 198.51.100.2; disabled 198.51.100.1, 203.0.113.9 → 203.0.113.9',
    );
  });

  it('is among private addresses when it is asked to be', async () => {
    const { params } = await twoRouters(world);
    expect(await moved({ ...params, addresses: 'private' })).toEqual([
      '✓ app.shop.example CNAME: eu-router.elb.example → us-router.elb.example · TTL 60 s',
      // Nobody says of IPv6 addresses that they are private.
      '✓ www.shop.example AAAA: 2001:db8:e::1, 2001:db8:e::2 → 2001:db8:f::1, 2001:db8:f::2 · TTL 300 s',
      '✓ corp.example ALIAS: dualstack.eu-router.elb.example → us-router.elb.example · TTL 3600 s',
      '✓ intra.corp.example A: 10.0.0.1, 10.0.0.2 → 10.1.0.1, 10.1.0.2 · TTL 300 s',
    ]);
  });
});

it('an address that is kept by itself is one of what is behind', async () => {
  const { params } = await twoRouters(world);
  await world.pull({
    addresses: [elasticAddress('eip-us-1', '198.51.100.1', 'us-1'), elasticAddress('eip-eu-1', '192.0.2.1', 'eu-1')],
  });
  expect(await moved(params)).toHaveLength(6);
});
