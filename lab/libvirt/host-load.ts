import { isActive, type Hypervisor } from '../world/hypervisor.ts';
import { numberFrom } from '../world/identity.ts';
import { cpuTimeOf, memoryShareOf } from '../world/machine-counters.ts';

/** Nanoseconds since the host was booted, of all its processors: what its machines had, and a little of its own. */
export function busyTime(host: Hypervisor, now: number): Record<'kernel' | 'user' | 'idle' | 'iowait', number> {
  const up = (now - host.facts.bootedAt) * 1e6;
  const machines = [...host.machines].reduce((sum, machine) => sum + cpuTimeOf(machine, now), host.facts.spent);
  const whole = up * host.cpus;
  const kernel = whole * 0.012 + machines * 0.08;
  const iowait = whole * 0.003;
  return { kernel, user: machines, iowait, idle: Math.max(0, whole - kernel - machines - iowait) };
}

/** KiB. A guest's memory is the host's as far as the guest has ever used it. */
export function memoryOf(host: Hypervisor, now: number): Record<'total' | 'free' | 'buffers' | 'cached', number> {
  const total = host.facts.memoryMiB * 1024;
  const used = [...host.machines]
    .filter(isActive)
    .reduce((sum, machine) => sum + machine.memoryMiB * 1024 * memoryShareOf(machine, now), total * 0.03);
  const left = Math.max(total * 0.01, total - used);
  const cached = Math.round(left * (0.1 + numberFrom(25, 'cached', host.id) / 100));
  return { total, cached, buffers: Math.round(left * 0.02), free: Math.round(left * 0.95) - cached };
}
