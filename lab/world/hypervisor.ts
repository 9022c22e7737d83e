import type { z } from 'zod';
import { Collection } from './collection.ts';
import {
  type hypervisorSchema,
  type MachineState,
  type storagePoolSchema,
  uuidFrom,
  type VirtualMachine,
  type VirtualNetwork,
  type Volume,
} from './hypervisor-schema.ts';
import { numberFrom } from './identity.ts';

type Stored = z.infer<typeof hypervisorSchema>;
export type HypervisorFacts = Omit<Stored, 'machines' | 'pools' | 'networks'> & { uuid: string };
export type StoragePool = Omit<z.infer<typeof storagePoolSchema>, 'volumes'> & { volumes: Collection<Volume> };

const day = 24 * 3600_000;

/** A host with what libvirt tells of it. */
export class Hypervisor {
  readonly id: string;
  readonly facts: HypervisorFacts;
  readonly machines: Collection<VirtualMachine>;
  readonly pools: Collection<StoragePool>;
  readonly networks: Collection<VirtualNetwork>;

  /** @param now milliseconds since the epoch: what runs and does not say since when has run for days */
  constructor({ machines, pools, networks, ...facts }: Stored, now: number) {
    this.id = facts.id;
    this.facts = { ...facts, uuid: facts.uuid ?? uuidFrom('host', facts.id) };
    if (this.facts.bootedAt === 0) this.facts.bootedAt = now - (40 + numberFrom(100, 'boot', facts.id)) * day;
    this.machines = new Collection(machines.items, machines.gone);
    this.networks = new Collection(networks.items, networks.gone);
    this.pools = new Collection(
      (pools.items ?? []).map((pool) => ({ ...pool, volumes: new Collection(pool.volumes.items, pool.volumes.gone) })),
      pools.gone,
    );
    for (const machine of this.machines) {
      if (!isActive(machine)) continue;
      if (machine.runtimeId < 0) machine.runtimeId = this.newRuntimeId();
      if (machine.state !== 'running' && machine.haltedAt === 0) machine.haltedAt = now;
      if (machine.startedAt === 0)
        machine.startedAt = now - (1 + numberFrom(30, 'start', machine.id)) * day - numberFrom(day, machine.id);
    }
  }

  newRuntimeId(): number {
    this.facts.nextRuntimeId += 1;
    return this.facts.nextRuntimeId - 1;
  }

  get cpus(): number {
    const { numaNodes, sockets, cores, threads } = this.facts;
    return numaNodes * sockets * cores * threads;
  }

  machineNamed(name: string): VirtualMachine | undefined {
    for (const machine of this.machines) if (machine.name === name) return machine;
    return undefined;
  }

  poolNamed(name: string): StoragePool | undefined {
    for (const pool of this.pools) if (pool.name === name) return pool;
    return undefined;
  }

  networkNamed(name: string): VirtualNetwork | undefined {
    for (const network of this.networks) if (network.name === name) return network;
    return undefined;
  }

  snapshot(): Stored {
    const pools = this.pools.stored();
    return {
      ...this.facts,
      machines: this.machines.stored(),
      networks: this.networks.stored(),
      pools: { ...pools, items: pools.items.map((pool) => ({ ...pool, volumes: pool.volumes.stored() })) },
    };
  }
}

const inactive: readonly MachineState[] = ['shutoff'];

/** Whether there is a process for it: a crashed one that is kept for its dump still has one. */
export const isActive = ({ state }: VirtualMachine) => !inactive.includes(state);
