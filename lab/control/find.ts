import type { Region } from '../world/aws-account.ts';
import type { Address, ClassicLoadBalancer, Instance, TargetGroup } from '../world/aws-schema.ts';
import type { World } from '../world/world.ts';
import type { Zone } from '../world/zone.ts';
import { ControlError } from './command.ts';

function* regions(world: World): Generator<Region> {
  for (const account of world.accounts.values()) yield* account.regions;
}

function only<T>(found: readonly T[], what: string, told: string): T {
  const [first] = found;
  if (first === undefined) throw new ControlError(`there is no ${what} "${told}" in the lab`);
  if (found.length > 1) throw new ControlError(`"${told}" means ${found.length} of them: give the id of the ${what}`);
  return first;
}

/** By id or by its Name tag. Ended machines are found by id only: their names go on with their successors. */
export function findInstance(world: World, told: string): { region: Region; instance: Instance } {
  const found: { region: Region; instance: Instance }[] = [];
  for (const region of regions(world)) {
    const byId = region.instances.get(told);
    if (byId) return { region, instance: byId };
    for (const instance of region.instances.stored().items) {
      const ended = instance.state === 'terminated' || instance.state === 'shutting-down';
      if (!ended && instance.tags['Name'] === told) found.push({ region, instance });
    }
  }
  return only(found, 'instance', told);
}

export function findAddress(world: World, told: string): { region: Region; address: Address } {
  const found = [...regions(world)].flatMap((region) =>
    [...region.addresses]
      .filter((address) => address.publicIp === told || address.id === told)
      .map((address) => ({ region, address })),
  );
  return only(found, 'Elastic IP', told);
}

export type Balanced = { region: Region; group: TargetGroup } | { region: Region; classic: ClassicLoadBalancer };

/** A target group by name or ARN, or a classic load balancer by name. */
export function findBalanced(world: World, told: string): Balanced {
  const found = [...regions(world)].flatMap((region): Balanced[] => {
    const groups = [...region.targetGroups].filter(({ id, name }) => id === told || name === told);
    const classic = region.classicLoadBalancers.get(told);
    return [...groups.map((group) => ({ region, group })), ...(classic ? [{ region, classic }] : [])];
  });
  return only(found, 'target group or classic load balancer', told);
}

/** The zone that a name belongs to: the longest one that it ends with. */
export function findZone(world: World, name: string): Zone {
  const zones = [...world.cloudflare.zones].filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
  const [zone] = zones.toSorted((a, b) => b.name.length - a.name.length);
  if (!zone) throw new ControlError(`no Cloudflare zone of the lab holds "${name}"`);
  return zone;
}
