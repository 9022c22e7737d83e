import { type Hypervisor, isActive } from '../world/hypervisor.ts';
import type { VirtualMachine } from '../world/hypervisor-schema.ts';
import { bytesOf, cpuTimeOf, memoryShareOf } from '../world/machine-counters.ts';
import { stateNumber } from './states.ts';
import { type TypedParameter, text, uint, ullong, int } from './typed-parameters.ts';
import { deviceOf, pathOf } from './xml/domain-xml.ts';

/** VIR_DOMAIN_STATS_…, with what a QEMU host says to each; a mask of 0 is all of them. */
const groups: readonly [number, (host: Hypervisor, machine: VirtualMachine, now: number) => TypedParameter[]][] = [
  [1, (_host, machine) => [int('state.state', stateNumber(machine.state)), int('state.reason', machine.reason)]],
  [2, (_host, machine, now) => (isActive(machine) ? processor(machine, now) : [])],
  [4, (_host, machine, now) => balloon(machine, now)],
  [8, (_host, machine, now) => vcpus(machine, now)],
  [16, (_host, machine, now) => (isActive(machine) ? interfaces(machine, now) : [])],
  [32, disks],
];

export const statisticsOf = (host: Hypervisor, machine: VirtualMachine, mask: number, now: number): TypedParameter[] =>
  groups.flatMap(([bit, tell]) => (mask === 0 || (mask & bit) !== 0 ? tell(host, machine, now) : []));

function processor(machine: VirtualMachine, now: number): TypedParameter[] {
  const time = cpuTimeOf(machine, now);
  return [
    ullong('cpu.time', time),
    ullong('cpu.user', time * 0.8),
    ullong('cpu.system', time * 0.2),
    uint('cpu.cache.monitor.count', 0),
  ];
}

/** KiB. What the guest itself says is known only where its driver reports. */
function balloon(machine: VirtualMachine, now: number): TypedParameter[] {
  const maximum = (machine.maxMemoryMiB ?? machine.memoryMiB) * 1024;
  const current = machine.memoryMiB * 1024;
  const sizes = [ullong('balloon.current', current), ullong('balloon.maximum', maximum)];
  if (!isActive(machine)) return sizes;
  const used = memoryShareOf(machine, now);
  const reported = machine.guest
    ? [
        ullong('balloon.unused', current * (1 - used) * 0.6),
        ullong('balloon.available', current * 0.97),
        ullong('balloon.usable', current * 0.97 * (1 - used)),
        ullong('balloon.last-update', now / 1000 - 3),
        ullong('balloon.disk_caches', current * (1 - used) * 0.3),
      ]
    : [];
  return [...sizes, ...reported, ullong('balloon.rss', current * Math.min(1, used + 0.1))];
}

function vcpus(machine: VirtualMachine, now: number): TypedParameter[] {
  const { vcpus: current, maxVcpus = current } = machine;
  const counts = [uint('vcpu.current', current), uint('vcpu.maximum', maxVcpus)];
  if (!isActive(machine)) return counts;
  const time = cpuTimeOf(machine, now) / current;
  const each = Array.from({ length: current }, (_, at) => [
    int(`vcpu.${at}.state`, 1),
    ullong(`vcpu.${at}.time`, time),
    ullong(`vcpu.${at}.wait`, 0),
  ]);
  return [...counts, ...each.flat()];
}

function interfaces(machine: VirtualMachine, now: number): TypedParameter[] {
  const each = machine.interfaces.flatMap((_, at) => {
    const counters = (way: 'rx' | 'tx') => {
      const bytes = bytesOf(machine, `${way} ${at}`, now);
      return [
        ullong(`net.${at}.${way}.bytes`, bytes),
        ullong(`net.${at}.${way}.pkts`, bytes / 700),
        ullong(`net.${at}.${way}.errs`, 0),
        ullong(`net.${at}.${way}.drop`, 0),
      ];
    };
    return [text(`net.${at}.name`, deviceOf(machine, at)), ...counters('rx'), ...counters('tx')];
  });
  return [uint('net.count', machine.interfaces.length), ...each];
}

function disks(host: Hypervisor, machine: VirtualMachine, now: number): TypedParameter[] {
  const each = machine.disks.flatMap((disk, at) => {
    const path = pathOf(host, disk);
    const names = [text(`block.${at}.name`, disk.target), ...(path === undefined ? [] : [text(`block.${at}.path`, path)])]; // prettier-ignore
    if (!isActive(machine) || path === undefined) return names;
    const counters = (way: 'rd' | 'wr') => {
      const bytes = disk.readOnly && way === 'wr' ? 0 : bytesOf(machine, `${way} ${disk.target}`, now);
      return [
        ullong(`block.${at}.${way}.reqs`, bytes / 9_000),
        ullong(`block.${at}.${way}.bytes`, bytes),
        ullong(`block.${at}.${way}.times`, bytes * 60),
      ];
    };
    const size = [ullong(`block.${at}.capacity`, disk.capacity), ullong(`block.${at}.physical`, disk.capacity / 4)];
    return [...names, ...counters('rd'), ...counters('wr'), ullong(`block.${at}.allocation`, disk.capacity / 4), ...size]; // prettier-ignore
  });
  return [uint('block.count', machine.disks.length), ...each];
}
