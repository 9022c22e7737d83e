import type { MachineIdentity } from '../world/hypervisors.ts';
import type { StoragePool } from '../world/hypervisor.ts';
import type { VirtualMachine, VirtualNetwork, Volume } from '../world/hypervisor-schema.ts';
import { LibvirtError } from './libvirt-error.ts';
import type { Call } from './procedure.ts';
import type { XdrReader } from './xdr-reader.ts';
import type { XdrWriter } from './xdr-writer.ts';

/** How libvirt's objects are named on the wire, and found by what a client sends of them. */

export const writeMachine = (to: XdrWriter, { name, id, runtimeId }: MachineIdentity) =>
  to.string(name).uuid(id).int(runtimeId);
export const writeNamed = (to: XdrWriter, { name, id }: { name: string; id: string }) => to.string(name).uuid(id);
export const writeVolume = (to: XdrWriter, pool: StoragePool, { id }: Volume) =>
  to.string(pool.name).string(id).string(`${pool.path}/${id}`);

export const readMachine = (from: XdrReader) => ({ name: from.string(), id: from.uuid(), runtimeId: from.int() });
export const readNamed = (from: XdrReader) => ({ name: from.string(), id: from.uuid() });

export const noMachine = (what: string) => new LibvirtError('no-domain', 'qemu', `Domain not found: no domain with matching ${what}`); // prettier-ignore
export const noPool = (what: string) => new LibvirtError('no-pool', 'storage', `Storage pool not found: no storage pool with matching ${what}`); // prettier-ignore
export const noNetwork = (what: string) => new LibvirtError('no-network', 'network', `Network not found: no network with matching ${what}`); // prettier-ignore
export const noVolume = (what: string) => new LibvirtError('no-volume', 'storage', `Storage volume not found: no storage vol with matching ${what}`); // prettier-ignore

/** libvirt goes by the UUID alone; the number that a client knows may be an old one. */
export function machineOf({ args, host }: Call): VirtualMachine {
  const { id, name } = readMachine(args);
  const machine = host.machines.get(id);
  if (!machine) throw noMachine(`uuid '${id}' (${name})`);
  return machine;
}

export function poolOf({ args, host }: Call): StoragePool {
  const { id, name } = readNamed(args);
  const pool = host.pools.get(id);
  if (!pool) throw noPool(`uuid '${id}' (${name})`);
  return pool;
}

export function networkOf({ args, host }: Call): VirtualNetwork {
  const { id, name } = readNamed(args);
  const network = host.networks.get(id);
  if (!network) throw noNetwork(`uuid '${id}' (${name})`);
  return network;
}

/** By the name of its pool and its own. */
export function volumeOf({ args, host }: Call): { pool: StoragePool; volume: Volume } {
  const [poolName, name] = [args.string(), args.string()];
  args.string();
  const pool = host.poolNamed(poolName);
  if (!pool) throw noPool(`name '${poolName}'`);
  const volume = pool.volumes.get(name);
  if (!volume) throw noVolume(`name '${name}'`);
  return { pool, volume };
}
