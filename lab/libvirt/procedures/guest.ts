import { isActive } from '../../world/hypervisor.ts';
import type { VirtualMachine } from '../../world/hypervisor-schema.ts';
import { LibvirtError, notRunning } from '../libvirt-error.ts';
import { leasesOf } from '../leases.ts';
import { machineOf } from '../objects.ts';
import { type Call, type Procedure, procedure } from '../procedure.ts';
import { text, type TypedParameter, int, uint, writeTyped } from '../typed-parameters.ts';
import { deviceOf } from '../xml/domain-xml.ts';

/** What the agent in a guest tells. A machine that is not running, or has none, is an error of its own. */
function guestOf(machine: VirtualMachine): NonNullable<VirtualMachine['guest']> {
  if (!isActive(machine)) throw notRunning();
  if (!machine.guest)
    throw new LibvirtError('unsupported', 'qemu', 'argument unsupported: QEMU guest agent is not configured');
  if (machine.state !== 'running')
    throw new LibvirtError('agent-unresponsive', 'qemu', 'Guest agent is not responding: QEMU guest agent is not connected'); // prettier-ignore
  return machine.guest;
}

interface InterfaceAddresses {
  name: string;
  mac: string | undefined;
  addresses: { address: string; prefix: number }[];
}

const prefixOf = (address: string) => (address.includes(':') ? 64 : 24);

/** virDomainInterfaceAddressesSource. */
const sources: Record<number, (call: Call, machine: VirtualMachine) => InterfaceAddresses[]> = {
  0: ({ host, now }, machine) => {
    if (!isActive(machine)) throw notRunning();
    return machine.interfaces.flatMap(({ mac, network: name }, at) => {
      const network = name === undefined ? undefined : host.networkNamed(name);
      const leases = network ? leasesOf(host, network, now).filter((lease) => lease.mac === mac) : [];
      const addresses = leases.map(({ address }) => ({ address, prefix: network?.prefix ?? 24 }));
      return addresses.length > 0 ? [{ name: deviceOf(machine, at), mac, addresses }] : [];
    });
  },
  1: (_call, machine) => {
    guestOf(machine);
    const loopback = { name: 'lo', mac: '00:00:00:00:00:00', addresses: [{ address: '127.0.0.1', prefix: 8 }, { address: '::1', prefix: 128 }] }; // prettier-ignore
    const own = machine.interfaces.map(({ mac, addresses }, at) => ({
      name: `eth${at}`,
      mac,
      addresses: addresses.map((address) => ({ address, prefix: prefixOf(address) })),
    }));
    return [loopback, ...own];
  },
  // The host's neighbour table is empty.
  2: (_call, machine) => {
    if (!isActive(machine)) throw notRunning();
    return [];
  },
};

function informationOf(machine: VirtualMachine, types: number): TypedParameter[] {
  const { hostname, id, name, version, prettyName, kernel } = guestOf(machine);
  // virDomainGuestInfoTypes; 0 is all that the agent knows.
  const wanted = (bit: number) => types === 0 || (types & bit) !== 0;
  return [
    ...(wanted(1) ? [uint('user.count', 0)] : []),
    ...(wanted(2)
      ? [
          text('os.id', id),
          text('os.name', name),
          text('os.pretty-name', prettyName),
          text('os.version', prettyName.replace(`${name} `, '')),
          text('os.version-id', version),
          text('os.kernel-release', kernel),
          text('os.machine', machine.architecture),
        ]
      : []),
    ...(wanted(4) ? [text('timezone.name', 'UTC'), int('timezone.offset', 0)] : []),
    ...(wanted(8) ? [text('hostname', hostname)] : []),
  ];
}

export const guestProcedures: readonly Procedure[] = [
  procedure(353, 'domainInterfaceAddresses', (call) => {
    const machine = machineOf(call);
    const source = call.args.uint();
    const tell = sources[source];
    if (!tell) throw new LibvirtError('unsupported', 'qemu', `argument unsupported: Unknown IP address data source ${source}`); // prettier-ignore
    call.reply.array(
      tell(call, machine),
      (to, { name, mac, addresses }) =>
      to
        .string(name)
        .optional(mac)
        .array(addresses, (_, { address, prefix }) => to.int(address.includes(':') ? 1 : 0).string(address).uint(prefix)), // prettier-ignore
    );
  }),
  procedure(277, 'domainGetHostname', (call) => call.reply.string(guestOf(machineOf(call)).hostname)),
  procedure(418, 'domainGetGuestInfo', (call) =>
    writeTyped(call.reply, informationOf(machineOf(call), call.args.uint())),
  ),
];
