import { instance, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import type { Row } from '../../sync/systems/system.ts';
import { elasticAddress, loadBalancer, targetGroup } from '../model/estate.ts';
import { cloudflareSet, cloudflareZone, type planWorld } from './plan-world.ts';

const web = (region: 'eu' | 'us', n: number, more: Partial<Row<'instances'>> = {}) =>
  instance(`${region}-${n}`, {
    region,
    publicAddresses: [`${region === 'eu' ? '192.0.2' : '198.51.100'}.${n}`],
    privateAddresses: [`10.${region === 'eu' ? 0 : 1}.0.${n}`],
    ipv6Addresses: [`2001:db8:${region === 'eu' ? 'e' : 'f'}::${n}`],
    ...more,
  });

type Health = Parameters<typeof targetGroup>[2];

export interface TwoRouters {
  us: Row<'instances'>[];
  usHealth: Health;
  shop: Row<'record_sets'>[];
  corp: Row<'record_sets'>[];
}

export const usual = (): TwoRouters => ({
  us: [web('us', 1), web('us', 2)],
  usHealth: { 'us-1': 'healthy', 'us-2': 'healthy' },
  shop: [
    cloudflareSet('shop.example', 'www.shop.example', ['192.0.2.1', '192.0.2.2']),
    cloudflareSet('shop.example', 'www.shop.example', ['2001:db8:e::1', '2001:db8:e::2'], { type: 'AAAA' }),
    cloudflareSet('shop.example', 'pay.shop.example', ['192.0.2.2', '192.0.2.1'], { proxied: true, ttl: null }),
    cloudflareSet('shop.example', 'app.shop.example', ['eu-router.elb.example'], { type: 'CNAME', ttl: 60 }),
    cloudflareSet('shop.example', 'eu-1.shop.example', ['192.0.2.1'], { ttl: 60 }),
    cloudflareSet('shop.example', 'old.shop.example', ['192.0.2.1', '203.0.113.9']),
    // Many more, which nothing of this concerns.
    ...Array.from({ length: 20 }, (_, n) =>
      cloudflareSet('shop.example', `t${n}.shop.example`, ['"x"'], { type: 'TXT' }),
    ),
  ],
  corp: [
    recordSet('corp.example', 'corp.example', ['dualstack.eu-router.elb.example'], { type: 'ALIAS', ttl: 3600 }),
    recordSet('corp.example', 'intra.corp.example', ['10.0.0.1', '10.0.0.2']),
  ],
});

/**
 * Two regions, each a cluster with a load balancer and two machines behind it, and names of the European one in a zone at Cloudflare and one at PowerDNS.
 * The third American machine is registered and ill.
 */
export async function twoRouters(
  world: ReturnType<typeof planWorld>,
  change: (usual: TwoRouters) => void = () => undefined,
) {
  const estate = usual();
  change(estate);
  await world.cluster('eu', [{ region: 'eu' }, { zone: '*.example' }]);
  await world.cluster('us', [{ region: 'us' }]);
  await world.pull({
    instances: [web('eu', 1), web('eu', 2), ...estate.us],
    addresses: [elasticAddress('eip-us-1', '198.51.100.1', 'us-1')],
    load_balancers: [loadBalancer('eu-router'), loadBalancer('us-router', { region: 'us' })],
    target_groups: [
      targetGroup('eu-web', 'eu-router', { 'eu-1': 'healthy', 'eu-2': 'healthy' }),
      { ...targetGroup('us-web', 'us-router', estate.usHealth), region: 'us' },
    ],
  });
  const [cloudflare, powerdns] = [
    await world.dns('cf', 'cloudflare', 'write-all'),
    await world.dns('pdns', 'powerdns', 'write-all'),
  ];
  await world.pullInto(cloudflare, {
    zones: [cloudflareZone('shop.example', 'free')],
    record_sets: estate.shop,
  });
  await world.pullInto(powerdns, { zones: [zone('corp.example')], record_sets: estate.corp });
  const fromLoadBalancerId = await world.id('load_balancers', 'eu-router');
  const toLoadBalancerId = await world.id('load_balancers', 'us-router');
  return { cloudflare, powerdns, params: { fromLoadBalancerId, toLoadBalancerId } };
}
