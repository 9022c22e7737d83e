import type { z } from 'zod';
import { Collection } from './collection.ts';
import { Hypervisor } from './hypervisor.ts';
import { hypervisorSchema } from './hypervisor-schema.ts';

export interface MachineIdentity {
  name: string;
  id: string;
  runtimeId: number;
}

/** What libvirt tells those who have registered; numbers are libvirt's (virDomainEventType and the like). */
export type HypervisorEvent = { host: string } & (
  | { of: 'machine'; machine: MachineIdentity; event: number; detail: number }
  | { of: 'reboot'; machine: MachineIdentity }
  | { of: 'agent'; machine: MachineIdentity; state: number; reason: number }
  | { of: 'pool'; pool: { name: string; id: string }; event: number; detail: number }
  | { of: 'pool-refresh'; pool: { name: string; id: string } }
  | { of: 'network'; network: { name: string; id: string }; event: number; detail: number }
  /** The host has gone down or come up, or is no more: nobody is told by libvirt, connections end. */
  | { of: 'host' }
);

/** The hypervisor hosts of a lab. */
export class Hypervisors {
  readonly #hosts: Collection<Hypervisor>;
  readonly #listeners = new Set<(event: HypervisorEvent) => void>();

  constructor(hosts: z.infer<typeof hypervisorSchema>[], now: number) {
    this.#hosts = new Collection(hosts.map((host) => new Hypervisor(host, now)));
  }

  get(name: string): Hypervisor | undefined {
    return this.#hosts.get(name);
  }

  get size(): number {
    return this.#hosts.size;
  }

  [Symbol.iterator](): Iterator<Hypervisor> {
    return this.#hosts[Symbol.iterator]();
  }

  /** @throws ZodError when it is no host */
  add(input: z.input<typeof hypervisorSchema>, now: number): Hypervisor {
    const host = this.#hosts.set(new Hypervisor(hypervisorSchema.parse(input), now));
    this.tell({ of: 'host', host: host.id });
    return host;
  }

  remove(name: string): void {
    if (this.#hosts.delete(name)) this.tell({ of: 'host', host: name });
  }

  /** Takes a host from the network, or puts it back; its machines do not notice. */
  setReachable(host: Hypervisor, up: boolean): void {
    host.facts.up = up;
    this.tell({ of: 'host', host: host.id });
  }

  onEvent(listener: (event: HypervisorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: HypervisorEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  snapshot() {
    return [...this].map((host) => host.snapshot());
  }
}
