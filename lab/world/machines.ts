import type { Hypervisor } from './hypervisor.ts';
import { isActive } from './hypervisor.ts';
import { type VirtualMachine, virtualMachineSchema } from './hypervisor-schema.ts';
import { cpuTimeOf } from './machine-counters.ts';
import type { World } from './world.ts';

/** What can happen to a machine where it is. `stop` is an orderly shutdown by the guest, `destroy` pulls the plug. */
export const machineActs = ['start', 'stop', 'destroy', 'crash', 'pause', 'resume', 'reboot', 'sleep'] as const;
export type MachineAct = (typeof machineActs)[number];

/** libvirt-domain.h: virDomainEventType, with the details that follow. */
const event = {
  defined: 0,
  undefined: 1,
  started: 2,
  suspended: 3,
  resumed: 4,
  stopped: 5,
  shutdown: 6,
  pmsuspended: 7,
  crashed: 8,
} as const;

interface Change {
  from: readonly VirtualMachine['state'][];
  to: VirtualMachine['state'];
  /** virDomain…Reason of the new state. */
  reason: number;
  /** In the order in which libvirt says them: [event, detail]. */
  before?: [number, number][];
  after?: [number, number][];
}

const up = ['running', 'paused', 'crashed', 'pmsuspended'] as const;

/** Order and details as a QEMU host was seen to send them. */
const changes: Record<Exclude<MachineAct, 'reboot'>, Change> = {
  start: { from: ['shutoff'], to: 'running', reason: 1, after: [[event.resumed, 0], [event.started, 0]] }, // prettier-ignore
  stop: { from: ['running'], to: 'shutoff', reason: 1, before: [[event.shutdown, 1]], after: [[event.stopped, 0]] },
  destroy: { from: up, to: 'shutoff', reason: 2, before: [[event.shutdown, 2]], after: [[event.stopped, 1]] },
  // With <on_crash>preserve: what is left of it stays for a look.
  crash: { from: ['running'], to: 'crashed', reason: 1, after: [[event.crashed, 0]] },
  pause: { from: ['running'], to: 'paused', reason: 1, after: [[event.suspended, 0]] },
  resume: { from: ['paused', 'pmsuspended'], to: 'running', reason: 5, after: [[event.resumed, 0]] },
  sleep: { from: ['running'], to: 'pmsuspended', reason: 0, after: [[event.pmsuspended, 0]] },
};

/** @returns the state before, or undefined when the machine is in none from which this can be done */
export function moveMachine(
  world: World,
  host: Hypervisor,
  machine: VirtualMachine,
  act: MachineAct,
): VirtualMachine['state'] | undefined {
  const before = machine.state;
  if (act === 'reboot') {
    if (before !== 'running') return undefined;
    world.hypervisors.tell({ of: 'reboot', host: host.id, machine: identity(machine) });
    tellAgent(world, host, machine);
    return before;
  }
  const change = changes[act];
  if (!change.from.includes(before)) return undefined;
  for (const [what, detail] of change.before ?? []) tell(world, host, machine, what, detail);
  enter(world, host, machine, change.to, change.reason);
  for (const [what, detail] of change.after ?? []) tell(world, host, machine, what, detail);
  if (act === 'start') tellAgent(world, host, machine);
  if (!isActive(machine) && !machine.persistent) host.machines.delete(machine.id);
  world.changed();
  return before;
}

/** Keeps what follows from a state: its number, since when it counts, and what the host has spent on it. */
function enter(
  world: World,
  host: Hypervisor,
  machine: VirtualMachine,
  state: VirtualMachine['state'],
  reason: number,
): void {
  const now = world.clock.now();
  const ran = isActive(machine);
  if (ran && state === 'shutoff') {
    host.facts.spent += cpuTimeOf(machine, now);
    Object.assign(machine, { runtimeId: -1, startedAt: 0, haltedAt: 0, haltedMs: 0 });
  } else if (machine.haltedAt > 0) {
    machine.haltedMs += now - machine.haltedAt;
    machine.haltedAt = 0;
  }
  Object.assign(machine, { state, reason });
  if (!ran && isActive(machine)) Object.assign(machine, { runtimeId: host.newRuntimeId(), startedAt: now });
  if (isActive(machine) && state !== 'running') machine.haltedAt = now;
}

/** @returns the machine as it now is on the host */
export function defineMachine(world: World, host: Hypervisor, input: unknown): VirtualMachine {
  const made = virtualMachineSchema.parse(input);
  const known = host.machines.get(made.id);
  const off = { state: 'shutoff' as const, reason: 0, runtimeId: -1, startedAt: 0, haltedAt: 0, haltedMs: 0 };
  const { state, reason, runtimeId, startedAt, haltedAt, haltedMs } = known ?? off;
  const run = { state, reason, runtimeId, startedAt, haltedAt, haltedMs };
  const machine = host.machines.set({ ...made, ...run, autostart: known?.autostart ?? false, persistent: true });
  tell(world, host, machine, event.defined, known ? 1 : 0);
  world.changed();
  return machine;
}

/** A machine that runs goes on running, and is gone once it stops. */
export function undefineMachine(world: World, host: Hypervisor, machine: VirtualMachine): void {
  machine.persistent = false;
  if (!isActive(machine)) host.machines.delete(machine.id);
  tell(world, host, machine, event.undefined, 0);
  world.changed();
}

/**
 * Live, to another host, as `virsh migrate --live --persistent --undefinesource`.
 * @param options.keepCopy without --undefinesource: the source keeps a definition that does not run
 * @returns the machine on its new host; undefined when it does not run, or runs there already
 */
export function migrateMachine(
  world: World,
  from: Hypervisor,
  machine: VirtualMachine,
  to: Hypervisor,
  { keepCopy = false } = {},
): VirtualMachine | undefined {
  const there = to.machines.get(machine.id);
  if (!['running', 'paused'].includes(machine.state) || from === to || (there && isActive(there))) return undefined;
  const moved = structuredClone(machine);
  const now = world.clock.now();
  const haltedAt = moved.state === 'running' ? 0 : now;
  Object.assign(moved, { runtimeId: to.newRuntimeId(), startedAt: now, reason: 2, haltedAt, haltedMs: 0 });
  to.machines.set(moved);
  tell(world, to, moved, event.started, 1);
  tell(world, from, machine, event.suspended, 1);
  if (moved.state === 'running') tell(world, to, moved, event.resumed, 1);
  if (moved.persistent && !there) tell(world, to, moved, event.defined, 0);
  tellAgent(world, to, moved);
  enter(world, from, machine, 'shutoff', 4);
  tell(world, from, machine, event.stopped, 3);
  if (!keepCopy || !machine.persistent) {
    from.machines.delete(machine.id);
    if (machine.persistent) tell(world, from, machine, event.undefined, 0);
  }
  world.changed();
  return moved;
}

const identity = ({ name, id, runtimeId }: VirtualMachine) => ({ name, id, runtimeId });

function tell(world: World, { id: host }: Hypervisor, machine: VirtualMachine, what: number, detail: number): void {
  world.hypervisors.tell({ of: 'machine', host, machine: identity(machine), event: what, detail });
}

/** State 1 is connected; reason 1 is that the machine was started, 2 that the channel changed. */
function tellAgent(world: World, { id: host }: Hypervisor, machine: VirtualMachine): void {
  if (machine.guest) world.hypervisors.tell({ of: 'agent', host, machine: identity(machine), state: 1, reason: 2 });
}
