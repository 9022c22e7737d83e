import { type RunningHypervisors, startHypervisors } from '../libvirt/start.ts';
import type { Hypervisor } from '../world/hypervisor.ts';
import type { HypervisorInput, VirtualMachine } from '../world/hypervisor-schema.ts';
import { World } from '../world/world.ts';

/** For tests: hosts that run, and a source that has them. */
export interface LabHosts {
  world: World;
  hypervisors: RunningHypervisors;
  source: {
    id: string;
    name: string;
    settings: { group: string; hosts: string[] };
    secrets: Record<string, string>;
  };
  host(name: string): Hypervisor;
  /** As the source has it. */
  keyOf(name: string): string;
  machine(host: string, name: string): VirtualMachine;
  stop(): Promise<void>;
}

export async function startLabHosts(hosts: HypervisorInput[]): Promise<LabHosts> {
  const world = new World({ hypervisors: hosts });
  const hypervisors = await startHypervisors({ world });
  const host = (name: string) => {
    const found = world.hypervisors.get(name);
    if (!found) throw new Error(`no host ${name}`);
    return found;
  };
  return {
    world,
    hypervisors,
    source: {
      id: '0192f000-0000-7000-8000-000000000006',
      name: 'libvirt-test',
      settings: { group: 'lab', hosts: hypervisors.uris() },
      secrets: {},
    },
    host,
    keyOf: (name) => `127.0.0.1:${hypervisors.at(name).port}`,
    machine(on, name) {
      const found = host(on).machineNamed(name);
      if (!found) throw new Error(`no machine ${name}`);
      return found;
    },
    stop: () => hypervisors.stop(),
  };
}
