import type { VirtualNetwork } from '../../world/hypervisor-schema.ts';
import { tellNetwork } from '../../world/pools-and-networks.ts';
import { leasesOf } from '../leases.ts';
import { LibvirtError } from '../libvirt-error.ts';
import { listed, passes, writeList } from '../listed.ts';
import { networkOf, noNetwork, writeNamed } from '../objects.ts';
import { act, type Procedure, procedure } from '../procedure.ts';
import { broken } from '../xml/broken.ts';
import { networkXml } from '../xml/network-xml.ts';

/** VIR_CONNECT_LIST_NETWORKS_…. */
const hasFlags = (flags: number, { active, persistent, autostart }: VirtualNetwork) =>
  passes(flags, [
    [[1, !active], [2, active]],
    [[4, persistent], [8, !persistent]],
    [[16, autostart], [32, !autostart]],
  ]); // prettier-ignore

const invalid = (why: string) => new LibvirtError('invalid', 'network', `Requested operation is not valid: ${why}`);

export const networkProcedures: readonly Procedure[] = [
  procedure(283, 'connectListAllNetworks', ({ args, reply, host, faults }) => {
    const [wanted, flags] = [args.bool(), args.uint()];
    writeList(
      reply,
      wanted,
      listed(
        [...host.networks].filter((one) => hasFlags(flags, one)),
        faults,
      ),
      writeNamed,
    );
  }),
  procedure(46, 'networkLookupByName', ({ args, reply, host }) => {
    const name = args.string();
    const network = host.networkNamed(name);
    if (!network) throw noNetwork(`name '${name}'`);
    writeNamed(reply, network);
  }),
  procedure(47, 'networkLookupByUuid', ({ args, reply, host }) => {
    const id = args.uuid();
    const network = host.networks.get(id);
    if (!network) throw noNetwork(`uuid '${id}'`);
    writeNamed(reply, network);
  }),
  procedure(43, 'networkGetXmlDesc', (call) => {
    const network = networkOf(call);
    call.reply.string(broken(call.faults, networkXml(network), network.name, call.host.networks));
  }),
  procedure(44, 'networkGetAutostart', (call) => call.reply.bool(networkOf(call).autostart)),
  procedure(45, 'networkGetBridgeName', (call) => call.reply.string(networkOf(call).bridge)),
  procedure(152, 'networkIsActive', (call) => call.reply.bool(networkOf(call).active)),
  procedure(153, 'networkIsPersistent', (call) => call.reply.bool(networkOf(call).persistent)),
  act(48, 'networkSetAutostart', (call) => {
    networkOf(call).autostart = call.args.bool();
    call.world.changed();
  }),
  act(39, 'networkCreate', (call) => {
    const network = networkOf(call);
    if (network.active) throw invalid('network is already active');
    tellNetwork(call.world, call.host, Object.assign(network, { active: true }), 'started');
  }),
  act(42, 'networkDestroy', (call) => {
    const network = networkOf(call);
    if (!network.active) throw invalid(`network '${network.name}' is not active`);
    tellNetwork(call.world, call.host, Object.assign(network, { active: false }), 'stopped');
  }),
  procedure(341, 'networkGetDhcpLeases', (call) => {
    const network = networkOf(call);
    const mac = call.args.optional((from) => from.string());
    const wanted = call.args.bool();
    const leases = leasesOf(call.host, network, call.now).filter((lease) => mac === undefined || lease.mac === mac);
    writeList(call.reply, wanted, listed(leases, call.faults), (to, lease) =>
      to
        .string(network.bridge)
        .hyper(lease.expiry)
        .int(0)
        .optional(lease.mac)
        .optional(undefined)
        .string(lease.address)
        .uint(network.prefix)
        .optional(lease.hostname)
        .optional(`01:${lease.mac}`),
    );
  }),
];
