import { targetHealth } from '../world/targets.ts';
import type { ControlledLab } from './command.ts';
import { type DatabaseServerState, databaseStates } from './database-states.ts';

export interface Summary {
  now: string;
  load: number;
  faults: number;
  requests: number;
  regions: {
    account: string;
    region: string;
    instances: number;
    running: number;
    addresses: number;
    loadBalancers: number;
  }[];
  zones: { name: string; records: number }[];
  hosts: { name: string; up: boolean; machines: number; running: number }[];
  databaseServers: DatabaseServerState[];
  events: { instance: string; code: string; description: string; notBefore?: string }[];
  unhealthy: { group: string; target: string; state: string; reason?: string }[];
}

/** The state in figures, with what a person would look for first. Generated rows are counted, not walked through. */
export async function summaryOf({ world, faults, requests, databases }: ControlledLab): Promise<Summary> {
  const regions = [...world.accounts.values()].flatMap((account) =>
    account.regions.map((region) => ({ account, region })),
  );
  return {
    now: world.clock.date().toISOString(),
    load: world.load?.objects ?? 0,
    faults: faults.list().length,
    requests: requests.list().length,
    regions: regions
      .map(({ account, region }) => {
        const own = region.instances.stored().items;
        const generated = region.instances.size - own.length;
        return {
          account: account.alias,
          region: region.name,
          instances: region.instances.size,
          running: own.filter(({ state }) => state === 'running').length + generated,
          addresses: region.addresses.size,
          loadBalancers: region.loadBalancers.size + region.classicLoadBalancers.size,
        };
      })
      .filter(({ instances, addresses, loadBalancers }) => instances + addresses + loadBalancers > 0),
    zones: [...world.cloudflare.zones].map(({ name, records }) => ({ name, records: records.size })),
    hosts: [...world.hypervisors].map(({ id, facts: { up }, machines }) => ({
      name: id,
      up,
      machines: machines.size,
      running: [...machines].filter(({ state }) => state === 'running').length,
    })),
    databaseServers: await databaseStates(databases),
    events: regions.flatMap(({ region }) =>
      region.instances.stored().items.flatMap(({ id, tags, events }) =>
        events.map(({ code, description, notBefore }) => ({
          instance: tags['Name'] ?? id,
          code,
          description,
          notBefore,
        })),
      ),
    ),
    unhealthy: regions.flatMap(({ region }) =>
      [...region.targetGroups].flatMap((group) =>
        group.targets
          .map((target) => ({ group: group.name, target: target.id, ...targetHealth(region, group, target) }))
          .filter(({ state }) => state !== 'healthy')
          .map(({ group: name, target, state, reason }) => ({ group: name, target, state, reason })),
      ),
    ),
  };
}

export function summaryText({
  now,
  load,
  faults,
  requests,
  regions,
  zones,
  hosts,
  databaseServers,
  events,
  unhealthy,
}: Summary): string {
  return [
    `It is ${now} in the lab; ${faults} faults are set, ${load} objects loaded, ${requests} requests seen.`,
    ...regions.map(
      (one) =>
        `${one.account} ${one.region}: ${one.instances} instances (${one.running} running), ${one.addresses} Elastic IPs, ${one.loadBalancers} load balancers`,
    ),
    ...zones.map(({ name, records }) => `${name}: ${records} records`),
    ...hosts.map(
      ({ name, up, machines, running }) =>
        `${name}: ${machines} virtual machines (${running} running)${up ? '' : ', cannot be reached'}`,
    ),
    ...databaseServers.map(({ name, at, is }) => `${name} (${at}): ${is === 'down' ? 'down' : `a ${is}`}`),
    ...events.map(
      ({ instance, code, description, notBefore }) => `${instance}: ${code}, ${notBefore ?? 'no date'}: ${description}`,
    ),
    ...unhealthy.map(
      ({ group, target, state, reason }) => `${group}: ${target} is ${state} (${reason ?? 'no reason'})`,
    ),
  ].join('\n');
}
