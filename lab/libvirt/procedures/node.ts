import { type Procedure, procedure } from '../procedure.ts';
import { busyTime, memoryOf } from '../host-load.ts';
import { invalidArgument } from '../libvirt-error.ts';
import { capabilitiesXml } from '../xml/capabilities-xml.ts';
import type { XdrWriter } from '../xdr-writer.ts';

/** 9.0.0 as libvirt counts: major · 1,000,000 + minor · 1,000 + release. */
function versionNumber(version: string): number {
  const [major = 0, minor = 0, release = 0] = version.split('.').map(Number);
  return major * 1_000_000 + minor * 1_000 + release;
}

/** A client asks first how many there are (with room for none), then for them. */
function writeCounted(reply: XdrWriter, room: number, values: Record<string, number>): void {
  const all = Object.entries(values);
  if (room === 0) reply.array([], () => {}).int(all.length);
  else if (room < all.length) throw invalidArgument(`nparams in virNodeGetStats must be equal to ${all.length}`);
  else reply.array(all, (to, [field, value]) => to.string(field).hyper(value)).int(all.length);
}

export const nodeProcedures: readonly Procedure[] = [
  procedure(3, 'connectGetType', ({ reply, host }) => reply.string(host.facts.driver === 'test' ? 'Test' : 'QEMU')),
  procedure(4, 'connectGetVersion', ({ reply, host }) => reply.hyper(versionNumber(host.facts.hypervisorVersion))),
  procedure(157, 'connectGetLibVersion', ({ reply, host }) => reply.hyper(versionNumber(host.facts.libvirtVersion))),
  procedure(59, 'connectGetHostname', ({ reply, host }) => reply.string(host.id)),
  procedure(5, 'connectGetMaxVcpus', ({ reply }) => reply.int(255)),
  procedure(7, 'connectGetCapabilities', ({ reply, host, faults }) => reply.string(capabilitiesXml(host, faults))),
  procedure(6, 'nodeGetInfo', ({ reply, host }) => {
    const { architecture, memoryMiB, mhz, numaNodes, sockets, cores, threads } = host.facts;
    for (let at = 0; at < 32; at += 1) reply.int(at < 31 ? (architecture.codePointAt(at) ?? 0) : 0);
    reply
      .hyper(memoryMiB * 1024)
      .int(host.cpus)
      .int(mhz)
      .int(numaNodes)
      .int(sockets)
      .int(cores)
      .int(threads);
  }),
  procedure(102, 'nodeGetFreeMemory', ({ reply, host, now }) => reply.hyper(memoryOf(host, now).free * 1024)),
  procedure(227, 'nodeGetCpuStats', ({ args, reply, host, now }) => {
    const [cpu, room] = [args.int(), args.int()];
    if (cpu !== -1 && (cpu < 0 || cpu >= host.cpus)) throw invalidArgument(`Invalid cpuNum in virNodeGetCPUStats`);
    const share = cpu === -1 ? 1 : 1 / host.cpus;
    const { kernel, user, idle, iowait } = busyTime(host, now);
    writeCounted(reply, room, { kernel: kernel * share, user: user * share, idle: idle * share, iowait: iowait * share }); // prettier-ignore
  }),
  procedure(228, 'nodeGetMemoryStats', ({ args, reply, host, now }) => {
    const { total, free, buffers, cached } = memoryOf(host, now);
    writeCounted(reply, args.int(), { total, free, buffers, cached });
  }),
  // No security driver: an empty model.
  procedure(122, 'nodeGetSecurityModel', ({ reply }) => reply.uint(0).uint(0)),
];
