import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { Listing } from '../listing.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { Place } from './domain-row.ts';
import type { Element } from './parse-xml.ts';
import { readEach } from './read-each.ts';
import { errorCodes } from './rpc/libvirt-error.ts';
import { onlyNetworks } from './rpc/flags.ts';
import type { Network } from './rpc/objects.ts';
import type { Session } from './rpc/session.ts';
import { content, element, elements, readXml, without } from './xml.ts';

const ip = z.object({
  '@address': z.string().optional(),
  '@netmask': z.string().optional(),
  '@prefix': z.string().optional(),
});
const schema = z.object({
  name: content,
  forward: element({ '@mode': z.string().default('nat') }).optional(),
  bridge: z.object({ '@name': z.string().optional() }).optional(),
  domain: z.object({ '@name': z.string().optional() }).optional(),
  ip: elements(ip),
});

/** How many use it at the moment. */
const leftOut = new Set(['@connections']);

export async function* listNetworks(session: Session, place: Place): Listing<'networks'> {
  const observedAt = new Date();
  const [networks, active, autostart] = await Promise.all(
    [0, onlyNetworks.active, onlyNetworks.autostart].map((flags) =>
      session.call('connectListAllNetworks', { needResults: true, flags }),
    ) as [Promise<Network[]>, Promise<Network[]>, Promise<Network[]>],
  );
  const uuids = (some: Network[]) => new Set(some.map(({ uuid }) => uuid));
  const [isActive, starts] = [uuids(active), uuids(autostart)];
  yield* readEach<'networks', Network>(observedAt, networks, {
    keyOf: ({ name }) => `${place.hostKey}/${name}`,
    gone: errorCodes.noNetwork,
    ask: (network) => session.call('networkGetXmlDesc', { network, flags: 0 }),
    read: ({ uuid }, xml) =>
      networkRow(xml, place, { state: isActive.has(uuid) ? 'active' : 'inactive', autostart: starts.has(uuid) }),
  });
}

/** The network of this name as it is now: one that was made anew is the same row. */
export async function readNetwork(session: Session, place: Place, name: string): Promise<Row<'networks'>> {
  const network = await session.call('networkLookupByName', { name });
  const [xml, isActive, autostart] = await Promise.all([
    session.call('networkGetXmlDesc', { network, flags: 0 }),
    session.call('networkIsActive', { network }),
    session.call('networkGetAutostart', { network }),
  ]);
  return networkRow(xml, place, { state: isActive ? 'active' : 'inactive', autostart });
}

function networkRow(
  xml: string,
  { group, host, hostKey }: Place,
  beside: Pick<Row<'networks'>, 'state' | 'autostart'>,
): Row<'networks'> {
  const { read, said } = readXml('network', schema, xml);
  return {
    key: `${hostKey}/${read.name}`,
    name: read.name,
    host,
    hostKey,
    account: group,
    forward: read.forward?.['@mode'] ?? 'none',
    bridge: read.bridge?.['@name'] ?? null,
    domain: read.domain?.['@name'] ?? null,
    ranges: [...new Set(read.ip.flatMap(rangeOf))].sort(compareText),
    ...beside,
    raw: settledRaw(without(said, leftOut) as Element),
  };
}

/** The network of an address of the host in it: 192.0.2.1 with 255.255.255.0 is of 192.0.2.0/24. */
function rangeOf({ '@address': address, '@netmask': netmask, '@prefix': prefix }: z.output<typeof ip>): string[] {
  if (address === undefined || !ipaddr.isValid(address)) return [];
  const bits = netmask === undefined ? prefix : ipaddr.parse(netmask).prefixLengthFromSubnetMask();
  const kind = ipaddr.parse(address).kind() === 'ipv6' ? ipaddr.IPv6 : ipaddr.IPv4;
  const whole = kind === ipaddr.IPv6 ? 128 : 32;
  const cidr = `${address}/${bits ?? whole}`;
  return [`${kind.networkAddressFromCIDR(cidr).toString()}/${bits ?? whole}`];
}
