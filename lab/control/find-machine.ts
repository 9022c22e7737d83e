import { type Hypervisor, isActive } from '../world/hypervisor.ts';
import type { VirtualMachine } from '../world/hypervisor-schema.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './command.ts';

export function findHost(world: World, told: string): Hypervisor {
  const host = world.hypervisors.get(told);
  if (host) return host;
  const names = [...world.hypervisors].map(({ id }) => id);
  throw new ControlError(`there is no host "${told}" in the lab${names.length > 0 ? `; there are ${names.join(', ')}` : ''}`); // prettier-ignore
}

/** By name or UUID. Of two hosts that both have it, the one that runs it: the other keeps an old definition. */
export function findMachine(world: World, told: string): { host: Hypervisor; machine: VirtualMachine } {
  const found = [...world.hypervisors].flatMap((host) => {
    const machine = host.machines.get(told) ?? host.machineNamed(told);
    return machine ? [{ host, machine }] : [];
  });
  const [first] = found;
  if (!first) throw new ControlError(`there is no virtual machine "${told}" in the lab`);
  if (new Set(found.map(({ machine }) => machine.id)).size > 1)
    throw new ControlError(`"${told}" means ${found.length} of them: give the UUID of the virtual machine`);
  return found.find(({ machine }) => isActive(machine)) ?? first;
}
