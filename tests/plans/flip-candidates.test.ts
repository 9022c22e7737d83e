import { describe, expect, it } from 'vitest';
import { loadBalancer, targetGroup } from '../model/estate.ts';
import { cloudflareSet, planWorld, told } from './plan-world.ts';
import { twoRouters } from './two-routers.ts';

const world = planWorld();
const { id, clusterId, plan, refusal } = world;
const flip = async (params: Record<string, unknown>, as?: string) => told(await plan('dns.flip', params, as));
const moved = async (params: Record<string, unknown>) => (await flip(params)).candidates;

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
