import { isActive } from './hypervisor.ts';
import type { VirtualMachine } from './hypervisor-schema.ts';
import { numberFrom } from './identity.ts';

/** Nanoseconds of processor time since it was started: a wave around its mean load, no two machines in step. */
export function cpuTimeOf(machine: VirtualMachine, now: number): number {
  if (!isActive(machine)) return 0;
  return Math.round(grown(machine, 'cpu', now) * machine.load * machine.vcpus * 1e6);
}

/** What a device of the machine has moved in all. */
export function bytesOf(machine: VirtualMachine, what: string, now: number): number {
  if (!isActive(machine)) return 0;
  const aSecond = 2_000 + numberFrom(400_000, what, machine.id);
  return Math.round((grown(machine, what, now) * aSecond * machine.load) / 150);
}

/** Share of its memory that the guest uses. */
export function memoryShareOf(machine: VirtualMachine, now: number): number {
  const mean = 0.35 + numberFrom(40, 'memory', machine.id) / 100;
  return mean + 0.08 * Math.sin((2 * Math.PI * now) / period(machine, 'memory'));
}

const period = (machine: VirtualMachine, what: string) => 120_000 + numberFrom(900_000, 'period', what, machine.id);

/**
 * Milliseconds that it has run, stretched and squeezed: the integral of 1 + 0.7 · cos, which always grows, so that
 * rates made of two looks go up and down as those of real machines do.
 */
function grown(machine: VirtualMachine, what: string, now: number): number {
  const turn = (2 * Math.PI) / period(machine, what);
  const wave = (at: number) => at + (0.7 / turn) * Math.sin(turn * at + numberFrom(1000, machine.id, what));
  // Whoever is paused, asleep or dead counts no further.
  return Math.max(0, wave((machine.haltedAt || now) - machine.haltedMs) - wave(machine.startedAt));
}
