import type { World } from './world.ts';

/**
 * Public addresses of the lab come from the documentation blocks (RFC 5737) first and, once those 762 are used up,
 * from the benchmarking block (RFC 2544): nothing here may ever be an address that somebody really has.
 */
const documentationBlocks = ['198.51.100', '203.0.113', '192.0.2'];

function* publicAddresses(): Generator<string> {
  for (const block of documentationBlocks) for (let host = 1; host < 255; host += 1) yield `${block}.${host}`;
  for (let third = 0; third < 256; third += 1)
    for (let host = 1; host < 255; host += 1) yield `198.18.${third}.${host}`;
}

/**
 * The lowest address that nobody has and no record names: AWS hands a released address to the next customer, but
 * rarely at once, and a lab that did would make a dangling record look sound.
 */
export function nextPublicIp(world: World): string {
  const used = new Set<string>();
  for (const account of world.accounts.values()) {
    for (const region of account.regions) {
      for (const { publicIp } of region.instances.stored().items) if (publicIp) used.add(publicIp);
      for (const { publicIp } of region.addresses) used.add(publicIp);
      for (const balancer of region.loadBalancers) {
        for (const zone of balancer.zones) for (const { ip } of zone.addresses) if (ip) used.add(ip);
      }
    }
  }
  for (const zone of world.cloudflare.zones) {
    for (const record of zone.records.stored().items) if (record.type === 'A') used.add(record.content);
  }
  for (const address of publicAddresses()) if (!used.has(address)) return address;
  throw new Error('the lab has no public address left');
}
