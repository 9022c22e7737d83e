import type { Region } from './aws-account.ts';
import { numberFrom } from './identity.ts';
import type { World } from './world.ts';

/** A private address that nobody in the region has, in the network of a given one where there is one. */
export function freePrivateIp(world: World, region: Region, near?: string): string {
  const used = new Set(region.instances.stored().items.map(({ privateIp }) => privateIp));
  const network = near?.split('.').slice(0, 2).join('.') ?? '10.99';
  for (let attempt = 0; ; attempt += 1) {
    const number = numberFrom(65_000, world.seed, region.name, used.size, attempt);
    const ip = `${network}.${Math.floor(number / 254)}.${1 + (number % 254)}`;
    if (!used.has(ip)) return ip;
  }
}
