import { beforeEach } from 'vitest';
import { instance, recordSet, zone } from '../../sync/engine/scripted-system.ts';
import { cloudflareSet, cloudflareZone, planWorld } from './plan-world.ts';

/** Machines, and names that lead to them in one zone at Cloudflare and in one at PowerDNS. */
export function twoZones() {
  const world = planWorld();
  beforeEach(async () => {
    await world.cluster('eu', [{ region: 'eu' }, { zone: '*.example' }]);
    await world.pull({
      instances: [
        instance('i-1', { publicAddresses: ['192.0.2.1'], publicName: 'i-1.cloud.test' }),
        instance('i-2', { publicAddresses: ['192.0.2.2'] }),
      ],
    });
    await world.pullInto(await world.dns('cf', 'cloudflare', 'write-all'), {
      zones: [cloudflareZone('shop.example', 'free')],
      record_sets: [
        cloudflareSet('shop.example', 'www.shop.example', ['192.0.2.1'], { comment: 'of the shop' }),
        cloudflareSet('shop.example', 'go.shop.example', ['www.shop.example'], { type: 'CNAME' }),
        cloudflareSet('shop.example', 'shop.example', ['10 mail.shop.example'], { type: 'MX' }),
        cloudflareSet('shop.example', 'edge.shop.example', ['192.0.2.2'], { proxied: true, ttl: null }),
        cloudflareSet('shop.example', 'auto.shop.example', ['192.0.2.2'], { ttl: null }),
      ],
    });
    await world.pullInto(await world.dns('pdns', 'powerdns', 'write-all'), {
      zones: [zone('corp.example')],
      record_sets: [
        recordSet('corp.example', 'www.corp.example', ['192.0.2.1', '192.0.2.2'], {
          values: [
            { content: '192.0.2.1', ref: null },
            { content: '192.0.2.2', ref: null, disabled: true },
          ],
        }),
        recordSet('corp.example', 'text.corp.example', ['"a"'], { type: 'TXT' }),
      ],
    });
  });
  return world;
}
