import type { StoragePool } from '../../world/hypervisor.ts';
import { storagePoolStates, tellPool } from '../../world/pools-and-networks.ts';
import { LibvirtError } from '../libvirt-error.ts';
import { listed, passes, writeList } from '../listed.ts';
import { noPool, noVolume, poolOf, volumeOf, writeNamed, writeVolume } from '../objects.ts';
import { act, type Call, type Procedure, procedure } from '../procedure.ts';
import { broken } from '../xml/broken.ts';
import { poolXml, sizesOf, volumeXml } from '../xml/storage-xml.ts';

/** VIR_CONNECT_LIST_STORAGE_POOLS_…; the types begin with 64, which is `dir`, and all here are of that. */
const hasFlags = (flags: number, { active, persistent, autostart }: StoragePool) =>
  passes(flags, [
    [[1, !active], [2, active]],
    [[4, persistent], [8, !persistent]],
    [[16, autostart], [32, !autostart]],
    [[64, true], [128, false], [256, false], [512, false], [1024, false], [2048, false], [4096, false], [8192, false], [16384, false], [32768, false], [65536, false], [131072, false], [262144, false]],
  ]); // prettier-ignore

const notActive = ({ name }: StoragePool) =>
  new LibvirtError('invalid', 'storage', `Requested operation is not valid: storage pool '${name}' is not active`);

function activePoolOf(call: Call): StoragePool {
  const pool = poolOf(call);
  if (!pool.active) throw notActive(pool);
  return pool;
}

const foundByPath = ({ host }: Call, path: string) => {
  for (const pool of host.pools) for (const volume of pool.volumes) if (`${pool.path}/${volume.id}` === path) return { pool, volume }; // prettier-ignore
  throw noVolume(`path '${path}'`);
};

export const storageProcedures: readonly Procedure[] = [
  procedure(281, 'connectListAllStoragePools', ({ args, reply, host, faults }) => {
    const [wanted, flags] = [args.bool(), args.uint()];
    writeList(
      reply,
      wanted,
      listed(
        [...host.pools].filter((one) => hasFlags(flags, one)),
        faults,
      ),
      writeNamed,
    );
  }),
  procedure(84, 'storagePoolLookupByName', ({ args, reply, host }) => {
    const name = args.string();
    const pool = host.poolNamed(name);
    if (!pool) throw noPool(`name '${name}'`);
    writeNamed(reply, pool);
  }),
  procedure(85, 'storagePoolLookupByUuid', ({ args, reply, host }) => {
    const id = args.uuid();
    const pool = host.pools.get(id);
    if (!pool) throw noPool(`uuid '${id}'`);
    writeNamed(reply, pool);
  }),
  procedure(86, 'storagePoolLookupByVolume', (call) => writeNamed(call.reply, volumeOf(call).pool)),
  procedure(87, 'storagePoolGetInfo', (call) => {
    const pool = poolOf(call);
    const { capacity, allocation, available } = sizesOf(pool);
    call.reply.uint(pool.active ? storagePoolStates.running : storagePoolStates.inactive);
    call.reply.hyper(capacity).hyper(allocation).hyper(available);
  }),
  procedure(88, 'storagePoolGetXmlDesc', (call) => {
    const pool = poolOf(call);
    call.reply.string(broken(call.faults, poolXml(pool), pool.name, call.host.pools));
  }),
  procedure(89, 'storagePoolGetAutostart', (call) => call.reply.bool(poolOf(call).autostart)),
  procedure(154, 'storagePoolIsActive', (call) => call.reply.bool(poolOf(call).active)),
  procedure(155, 'storagePoolIsPersistent', (call) => call.reply.bool(poolOf(call).persistent)),
  procedure(91, 'storagePoolNumOfVolumes', (call) => call.reply.int(activePoolOf(call).volumes.size)),
  procedure(282, 'storagePoolListAllVolumes', (call) => {
    const pool = activePoolOf(call);
    const rows = listed(pool.volumes, call.faults);
    writeList(call.reply, call.args.bool(), rows, (to, volume) => writeVolume(to, pool, volume));
  }),
  act(83, 'storagePoolRefresh', (call) => {
    const pool = activePoolOf(call);
    call.world.hypervisors.tell({ of: 'pool-refresh', host: call.host.id, pool });
  }),
  act(78, 'storagePoolCreate', (call) => {
    const pool = poolOf(call);
    if (pool.active)
      throw new LibvirtError('invalid', 'storage', `Requested operation is not valid: storage pool '${pool.name}' is already active`); // prettier-ignore
    tellPool(call.world, call.host, Object.assign(pool, { active: true }), 'started');
  }),
  act(80, 'storagePoolDestroy', (call) => {
    tellPool(call.world, call.host, Object.assign(activePoolOf(call), { active: false }), 'stopped');
  }),
  procedure(95, 'storageVolLookupByName', (call) => {
    const pool = activePoolOf(call);
    const name = call.args.string();
    const volume = pool.volumes.get(name);
    if (!volume) throw noVolume(`name '${name}'`);
    writeVolume(call.reply, pool, volume);
  }),
  procedure(96, 'storageVolLookupByKey', (call) => {
    const { pool, volume } = foundByPath(call, call.args.string());
    writeVolume(call.reply, pool, volume);
  }),
  procedure(97, 'storageVolLookupByPath', (call) => {
    const { pool, volume } = foundByPath(call, call.args.string());
    writeVolume(call.reply, pool, volume);
  }),
  procedure(98, 'storageVolGetInfo', (call) => {
    const { volume } = volumeOf(call);
    call.reply.int(0).hyper(volume.capacity).hyper(volume.allocation);
  }),
  procedure(378, 'storageVolGetInfoFlags', (call) => {
    const { volume } = volumeOf(call);
    call.reply.int(0).hyper(volume.capacity).hyper(volume.allocation);
  }),
  procedure(99, 'storageVolGetXmlDesc', (call) => {
    const { pool, volume } = volumeOf(call);
    call.reply.string(broken(call.faults, volumeXml(pool, volume), volume.id, pool.volumes));
  }),
  procedure(100, 'storageVolGetPath', (call) => {
    const { pool, volume } = volumeOf(call);
    call.reply.string(`${pool.path}/${volume.id}`);
  }),
];
