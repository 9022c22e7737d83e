import { z } from 'zod';
import { hexFrom } from './identity.ts';

/** A UUID that depends on nothing but its parts. */
export function uuidFrom(...parts: (string | number)[]): string {
  const hex = hexFrom(32, ...parts);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const MiB = 1024 * 1024;
const size = z.number().int().min(0);

/** In libvirt's own words (virDomainState). */
export const machineStateSchema = z.enum([
  'nostate',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'pmsuspended',
]);
export type MachineState = z.infer<typeof machineStateSchema>;

const diskSchema = z.object({
  target: z.string().default('vda'),
  device: z.enum(['disk', 'cdrom', 'floppy', 'lun']).default('disk'),
  bus: z.string().default('virtio'),
  format: z.string().default('qcow2'),
  /** One of these, or neither: an empty drive. */
  file: z.string().optional(),
  volume: z.object({ pool: z.string(), volume: z.string() }).optional(),
  readOnly: z.boolean().default(false),
  /** Bytes. */
  capacity: size.default(20 * 1024 * MiB),
});

const interfaceSchema = z.object({
  mac: z.string(),
  /** One of these: a network of the host, or a bridge that libvirt knows nothing of. */
  network: z.string().optional(),
  bridge: z.string().optional(),
  model: z.string().default('virtio'),
  /** What the guest has on it while it runs; the first IPv4 one is a lease where its network gives leases. */
  addresses: z.array(z.string()).default([]),
});

const guestSchema = z.object({
  hostname: z.string(),
  id: z.string().default('debian'),
  name: z.string().default('Debian GNU/Linux'),
  version: z.string().default('12'),
  prettyName: z.string().default('Debian GNU/Linux 12 (bookworm)'),
  kernel: z.string().default('6.1.0-28-amd64'),
});

export const virtualMachineSchema = z.object({
  /** Its UUID. */
  id: z.string(),
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  state: machineStateSchema.default('running'),
  /** Of its state (virDomainRunningReason, …). */
  reason: z.number().int().default(1),
  /** What libvirt numbers running machines with; -1: it does not run. */
  runtimeId: z.number().int().default(-1),
  /** Milliseconds since the epoch; its counters began there. */
  startedAt: z.number().default(0),
  /** Milliseconds since the epoch since when it stands still, 0 while it does not; and how long it did so before. */
  haltedAt: z.number().default(0),
  haltedMs: z.number().default(0),
  type: z.enum(['kvm', 'qemu', 'test']).default('kvm'),
  architecture: z.string().default('x86_64'),
  machineType: z.string().default('pc-q35-7.2'),
  vcpus: z.number().int().min(1).default(2),
  maxVcpus: z.number().int().optional(),
  memoryMiB: z.number().int().min(1).default(2048),
  maxMemoryMiB: z.number().int().optional(),
  /** Mean share of its processors that is busy. */
  load: z.number().min(0).max(1).default(0.15),
  autostart: z.boolean().default(false),
  persistent: z.boolean().default(true),
  /** As virt-install notes it: `http://debian.org/debian/12`. */
  osInfo: z.string().optional(),
  /** What the guest agent tells; left out: none is installed. */
  guest: guestSchema.optional(),
  disks: z.array(diskSchema).default([]),
  interfaces: z.array(interfaceSchema).default([]),
});
export type VirtualMachine = z.infer<typeof virtualMachineSchema>;

export const volumeSchema = z.object({
  /** Its name, which is unique in its pool. */
  id: z.string(),
  capacity: size.default(20 * 1024 * MiB),
  allocation: size.default(4 * 1024 * MiB),
  format: z.enum(['qcow2', 'raw', 'iso']).default('qcow2'),
  backingPath: z.string().optional(),
});
export type Volume = z.infer<typeof volumeSchema>;

const collected = <T extends z.ZodType>(item: T) =>
  z
    .object({ items: z.array(item), gone: z.array(z.string()) })
    .partial()
    .default({});

export const storagePoolSchema = z.object({
  /** Its UUID. */
  id: z.string(),
  name: z.string(),
  path: z.string(),
  active: z.boolean().default(true),
  autostart: z.boolean().default(true),
  persistent: z.boolean().default(true),
  capacity: size.default(2048 * 1024 * MiB),
  volumes: collected(volumeSchema),
});

const leaseSchema = z.object({ mac: z.string(), address: z.string(), hostname: z.string().optional() });

export const virtualNetworkSchema = z.object({
  /** Its UUID. */
  id: z.string(),
  name: z.string(),
  active: z.boolean().default(true),
  autostart: z.boolean().default(true),
  persistent: z.boolean().default(true),
  bridge: z.string().default('virbr0'),
  /** `bridge` joins a bridge of the host, and gives no leases. */
  forward: z.enum(['nat', 'route', 'bridge', 'none']).default('nat'),
  domain: z.string().optional(),
  address: z.string().optional(),
  prefix: z.number().int().default(24),
  dhcp: z.object({ first: z.string(), last: z.string() }).optional(),
  /** Of machines that libvirt knows nothing of; those of its own follow from their interfaces. */
  leases: z.array(leaseSchema).default([]),
});
export type VirtualNetwork = z.infer<typeof virtualNetworkSchema>;

export const hypervisorSchema = z.object({
  /** Its name, which is unique in the lab. */
  id: z.string(),
  uuid: z.string().optional(),
  driver: z.enum(['qemu', 'test']).default('qemu'),
  /** Where it listens on 127.0.0.1; 0: anywhere, and then there again. */
  port: z.number().int().default(0),
  up: z.boolean().default(true),
  /** Milliseconds since the epoch; 0: some weeks ago. */
  bootedAt: z.number().default(0),
  libvirtVersion: z.string().default('9.0.0'),
  hypervisorVersion: z.string().default('7.2.0'),
  architecture: z.string().default('x86_64'),
  cpuModel: z.string().default('EPYC-Rome'),
  mhz: z.number().int().default(2800),
  numaNodes: z.number().int().default(1),
  sockets: z.number().int().default(1),
  cores: z.number().int().default(16),
  threads: z.number().int().default(2),
  memoryMiB: z
    .number()
    .int()
    .default(128 * 1024),
  /** Nanoseconds of processor time of machines that have stopped or left. */
  spent: z.number().default(0),
  nextRuntimeId: z.number().int().default(1),
  machines: collected(virtualMachineSchema),
  pools: collected(storagePoolSchema),
  networks: collected(virtualNetworkSchema),
});
export type HypervisorInput = z.input<typeof hypervisorSchema>;
