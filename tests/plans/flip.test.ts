import { describe, expect, it } from 'vitest';
import { instance, recordSet } from '../../sync/engine/scripted-system.ts';
import { elasticAddress, loadBalancer, targetGroup } from '../model/estate.ts';
import { cloudflareSet, cloudflareZone, planWorld, told } from './plan-world.ts';
import { twoRouters } from './two-routers.ts';

const world = planWorld();
const { id, clusterId, plan, refusal } = world;
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

describe('which record sets', () => {
  it('are chosen by hand: some left out, names of single machines taken along', async () => {
    const { params } = await twoRouters(world);
    const [app, single] = [await id('record_sets', 'app.shop.example'), await id('record_sets', 'eu-1.shop.example')];
    const { candidates, title } = await flip({ ...params, exclude: [app], include: [single] });
    expect(title).toBe('Flip 5 record sets from eu-router to us-router');
    expect(candidates.filter((line) => /app|eu-1/.test(line)).map((line) => line.slice(0, 20))).toEqual([
      '– app.shop.example C',
      '✓ eu-1.shop.example ',
    ]);
  });

  it('are those that were named, and no others; what leads elsewhere is told', async () => {
    const { params } = await twoRouters(world);
    const ids = [
      await id('record_sets', 'eu-1.shop.example'),
      await id('record_sets', 'old.shop.example'),
      await id('record_sets', 't0.shop.example'),
    ];
    expect(await moved({ ...params, recordSetIds: ids })).toEqual([
      '✓ eu-1.shop.example A: 192.0.2.1 → 198.51.100.1, 198.51.100.2 · TTL 60 s · names one machine',
      '– old.shop.example A: 192.0.2.1, 203.0.113.9 · TTL 300 s (it holds something else than eu-router)',
      '– t0.shop.example TXT: "x" · TTL 300 s · names one machine (it holds something else than eu-router)',
    ]);
  });

  it('are those of a cluster', async () => {
    const { params } = await twoRouters(world);
    await world.cluster('pay', [{ name: 'pay.*' }]);
    await world.db.worker.query(
      `UPDATE clusters SET rules = '[{"region":"eu"},{"zone":"corp.example"}]' WHERE name = 'eu'`,
    );
    await world.cluster('none', []);
    expect(await moved({ ...params, clusterId: await clusterId('pay') })).toHaveLength(1);
    const none = await flip({ ...params, clusterId: await clusterId('none') });
    expect(none.checks).toContain('something-to-do failed: none of it can or has to be changed');
    expect(none.steps).toEqual([]);
  });

  it('that are there already are left alone', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.shop.push(cloudflareSet('shop.example', 'there.shop.example', ['198.51.100.2', '198.51.100.1']));
    });
    expect(await moved({ ...params, recordSetIds: [await id('record_sets', 'there.shop.example')] })).toEqual([
      '– there.shop.example A: 198.51.100.2, 198.51.100.1 · TTL 300 s (it points there already)',
    ]);
  });

  it('of sources that may not be written say why, and move when they may', async () => {
    const { params, cloudflare, powerdns } = await twoRouters(world);
    await world.db.worker.query(`UPDATE sources SET mode = 'read' WHERE id = $1`, [powerdns.id]);
    await world.db.worker.query(`UPDATE sources SET mode = 'write-adopted' WHERE id = $1`, [cloudflare.id]);
    await world.db.worker.query(`INSERT INTO adoptions (kind, id, adopted_by) VALUES ('record_sets', $1, 'ana')`, [
      await id('record_sets', 'pay.shop.example'),
    ]);
    const { candidates, steps } = await flip(params);
    expect(steps).toEqual(['dns.write-record-sets cloudflare shop.example']);
    expect(candidates.filter((line) => /^✓|app|corp/.test(line))).toEqual([
      '– app.shop.example CNAME: eu-router.elb.example · TTL 60 s (it is not adopted, and cf writes only what is)',
      '✓ pay.shop.example A: 192.0.2.2, 192.0.2.1 → 198.51.100.1, 198.51.100.2 · TTL automatic · proxied',
      '– corp.example ALIAS: dualstack.eu-router.elb.example · TTL 3600 s (the source pdns is read-only: set its write mode first)',
    ]);
  });

  it('are only those that who plans may see', async () => {
    const { params } = await twoRouters(world);
    await world.cluster('pay', [{ name: 'pay.*' }]);
    await world.db.worker.query(`UPDATE clusters SET rules = '[{"region":"eu"},{"name":"www.*"}]' WHERE name = 'eu'`);
    await world.cluster('later', []);
    const scoped = await world.principal('operator', ['eu', 'us']);
    expect((await flip(params, scoped)).candidates.map((line) => line.split(':')[0])).toEqual([
      '✓ www.shop.example A',
      '✓ www.shop.example AAAA',
    ]);
    const euOnly = await world.principal('operator', ['eu']);
    expect(await refusal('dns.flip', params, euOnly)).toEqual({
      status: 404,
      says: 'params.toLoadBalancerId: there is no such load balancer',
    });
    expect(
      await refusal('dns.flip', { ...params, recordSetIds: [await id('record_sets', 'pay.shop.example')] }, scoped),
    ).toEqual({ status: 404, says: 'params.recordSetIds: one of them is no record set' });
  });
});

describe('load balancers of other kinds', () => {
  it('have fixed addresses, which follow each other, IPv6 by itself', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.shop.push(
        cloudflareSet('shop.example', 'nlb.shop.example', ['192.0.2.50', '192.0.2.51']),
        cloudflareSet('shop.example', 'one.shop.example', ['192.0.2.50']),
        cloudflareSet('shop.example', 'nlb.shop.example', ['2001:db8:e::50'], { type: 'AAAA' }),
      );
    });
    await world.pull({
      load_balancers: [
        loadBalancer('eu-router', { type: 'network', addresses: ['192.0.2.50', '192.0.2.51', '2001:db8:e::50'] }),
        loadBalancer('us-router', {
          region: 'us',
          type: 'network',
          addresses: ['198.51.100.51', '198.51.100.50', '2001:db8:f::50'],
        }),
      ],
    });
    const lines = await moved(params);
    expect(lines).toEqual(
      expect.arrayContaining([
        '✓ nlb.shop.example A: 192.0.2.50, 192.0.2.51 → 198.51.100.50, 198.51.100.51 · TTL 300 s',
        '✓ nlb.shop.example AAAA: 2001:db8:e::50 → 2001:db8:f::50 · TTL 300 s',
        // A fixed address is the load balancer's, not one machine's.
        '✓ one.shop.example A: 192.0.2.50 → 198.51.100.50, 198.51.100.51 · TTL 300 s',
        // Who named the machines goes on naming machines.
        '✓ www.shop.example A: 192.0.2.1, 192.0.2.2 → 198.51.100.1, 198.51.100.2 · TTL 300 s',
      ]),
    );
  });

  it('take names of machines to their fixed addresses where their machines have none in the open', async () => {
    const { params } = await twoRouters(world, (usual) => {
      usual.us = usual.us.map((one) => ({ ...one, publicAddresses: [], ipv6Addresses: [] }));
    });
    await world.pull({
      load_balancers: [
        loadBalancer('eu-router'),
        loadBalancer('us-router', { region: 'us', type: 'network', addresses: ['198.51.100.50'] }),
      ],
    });
    expect(await moved(params)).toContain('✓ www.shop.example A: 192.0.2.1, 192.0.2.2 → 198.51.100.50 · TTL 300 s');
  });

  it('of the classic kind have their machines registered with themselves', async () => {
    const { params } = await twoRouters(world);
    const classic = {
      load_balancers: [
        loadBalancer('eu-router'),
        loadBalancer('us-router', {
          region: 'us',
          type: 'classic',
          targets: [
            { id: 'us-1', port: 80, health: 'unhealthy', reason: null },
            { id: 'us-2', port: 80, health: 'healthy', reason: null },
          ],
        }),
      ],
      target_groups: [targetGroup('eu-web', 'eu-router', { 'eu-1': 'healthy', 'eu-2': 'healthy' })],
    };
    // Its target group goes with the second listing that is without it.
    for (let listing = 0; listing < 2; listing += 1) await world.pull(classic);
    const { candidates, checks } = await flip(params);
    expect(candidates).toContain('✓ www.shop.example A: 192.0.2.1, 192.0.2.2 → 198.51.100.2 · TTL 300 s');
    expect(checks).toContain('targets-healthy passed: 1 of 2; not us-1');
  });
});

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

it('an address that is kept by itself is one of what is behind', async () => {
  const { params } = await twoRouters(world);
  await world.pull({
    addresses: [elasticAddress('eip-us-1', '198.51.100.1', 'us-1'), elasticAddress('eip-eu-1', '192.0.2.1', 'eu-1')],
  });
  expect(await moved(params)).toHaveLength(6);
});
