import type { Hypervisor, StoragePool } from './hypervisor.ts';
import type { VirtualNetwork } from './hypervisor-schema.ts';
import type { World } from './world.ts';

/** virStoragePoolState. */
export const storagePoolStates = { inactive: 0, running: 2 } as const;

/** virStoragePoolEventLifecycleType and virNetworkEventLifecycleType begin alike. */
const events = { defined: 0, undefined: 1, started: 2, stopped: 3 } as const;

/** Of a pool that has just been changed; one that stops without being defined is gone. */
export function tellPool(world: World, host: Hypervisor, pool: StoragePool, what: keyof typeof events): void {
  if (!pool.active && !pool.persistent) host.pools.delete(pool.id);
  const { name, id } = pool;
  world.hypervisors.tell({ of: 'pool', host: host.id, pool: { name, id }, event: events[what], detail: 0 });
  world.changed();
}

export function tellNetwork(world: World, host: Hypervisor, network: VirtualNetwork, what: keyof typeof events): void {
  if (!network.active && !network.persistent) host.networks.delete(network.id);
  const { name, id } = network;
  world.hypervisors.tell({ of: 'network', host: host.id, network: { name, id }, event: events[what], detail: 0 });
  world.changed();
}
