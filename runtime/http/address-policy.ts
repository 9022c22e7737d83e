import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Verdict = { ok: true } | { ok: false; reason: string };

/** Which addresses Switchyard may connect to on behalf of a source (CWE-918, server-side request forgery). */
export interface AddressPolicy {
  /** @param address an IP address in its usual spelling, as resolvers give it; anything else is refused */
  permits(address: string): Verdict;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** Refused always, even when the operator's list has them: nothing that Switchyard pulls from lives there. */
const NEVER: readonly (readonly [what: string, ...networks: string[]])[] = [
  ['an unspecified address', '0.0.0.0/8', '::/128'],
  ['a link-local address', '169.254.0.0/16', 'fe80::/10'],
  ['a multicast address', '224.0.0.0/4', 'ff00::/8'],
  ['the broadcast address', '255.255.255.255/32'],
  // Metadata services outside the link-local networks: Alibaba, Oracle, Azure's host, AWS, Google.
  ['a metadata service', '100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32', 'fd00:ec2::/32', 'fd20:ce::/32'],
];

/** Refused unless the operator's list has them (IANA's special-purpose registries, RFC 6890). */
const LISTED_ONLY: readonly (readonly [what: string, ...networks: string[]])[] = [
  ['a loopback address', '127.0.0.0/8', '::1/128'],
  ['a private address', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10'],
  ['a carrier-grade NAT address', '100.64.0.0/10'],
  [
    'a special-purpose address',
    '192.0.0.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '240.0.0.0/4',
    '100::/64',
    '2001::/23',
    '5f00::/16',
  ],
  ['a documentation address', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'],
  ['a local NAT64 address', '64:ff9b:1::/48'],
];

/** IPv6 networks whose addresses carry an IPv4 address that the packet ends up at, and the byte it begins at. */
const CARRIERS: readonly (readonly [network: string, ...firstBytes: number[]])[] = [
  ['::ffff:0:0/96', 12], // IPv4-mapped, RFC 4291
  ['::ffff:0:0:0/96', 12], // IPv4-translated, RFC 7915
  ['::/96', 12], // IPv4-compatible, RFC 4291, deprecated
  ['64:ff9b::/96', 12], // NAT64, RFC 6052
  ['2002::/16', 2], // 6to4, RFC 3056
  ['2001::/32', 4], // Teredo's server, RFC 4380
];

/** @param options.allow networks (CIDR) that may be reached although they are private, loopback or special */
export function addressPolicy(options: { allow: readonly string[] }): AddressPolicy {
  const allowed = options.allow.map(network);
  const never = flatten(NEVER);
  const listedOnly = flatten(LISTED_ONLY);
  const inAny = (address: Address, networks: readonly Network[]) => networks.some((each) => within(address, each));

  return {
    permits(text) {
      // isIP is strict where ipaddr.js reads octal, hex and short forms, as inet_aton did; zones name a local link.
      if (isIP(text) === 0 || text.includes('%')) return { ok: false, reason: `"${text}" is not a plain IP address` };
      const address = ipaddr.parse(text);
      const faces = [address, ...carriedAddresses(address)];
      for (const face of faces) {
        const hit = never.find(([, each]) => within(face, each));
        if (hit) return { ok: false, reason: `${text} is ${hit[0]}, which is never allowed` };
      }
      if (faces.some((face) => inAny(face, allowed))) return { ok: true };
      for (const face of faces) {
        const hit = listedOnly.find(([, each]) => within(face, each));
        if (hit) return { ok: false, reason: `${text} is ${hit[0]}; SWITCHYARD_ALLOW_NETWORKS does not have it` };
      }
      return { ok: true };
    },
  };
}

/** The IPv4 addresses inside an IPv6 address. */
function carriedAddresses(address: Address): ipaddr.IPv4[] {
  if (!isV6(address)) return [];
  const bytes = address.toByteArray();
  const found = CARRIERS.filter(([each]) => within(address, network(each)))
    .flatMap(([, ...firstBytes]) => firstBytes)
    .map((first) => bytes.slice(first, first + 4));
  // Local NAT64 (RFC 8215) has a /48 or a /96 as its prefix; behind a /48 the IPv4 address stands around byte 8 and zeros
  // follow it (RFC 6052 §2.2).
  if (within(address, network('64:ff9b:1::/48'))) {
    const zerosFollow = bytes.slice(11).every((byte) => byte === 0);
    found.push(zerosFollow ? [bytes[6]!, bytes[7]!, bytes[9]!, bytes[10]!] : bytes.slice(12));
  }
  // Teredo's client stands inverted in the last four bytes (RFC 4380 §4).
  if (within(address, network('2001::/32'))) found.push(bytes.slice(12).map((byte) => byte ^ 0xff));
  // ISATAP (RFC 5214 §6.1) works below any prefix: the interface part begins with 0000:5efe or 0200:5efe.
  if ((bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe)
    found.push(bytes.slice(12));
  // ::1 and :: lie inside ::/96 and are no carriers.
  if (bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15]! <= 1) return [];
  return found.map((four) => new ipaddr.IPv4(four));
}

function within(address: Address, [base, bits]: Network): boolean {
  if (isV6(address)) return isV6(base) && address.match(base, bits);
  return !isV6(base) && address.match(base, bits);
}

function isV6(address: Address): address is ipaddr.IPv6 {
  return address.kind() === 'ipv6';
}

function network(text: string): Network {
  return ipaddr.parseCIDR(text);
}

function flatten(table: readonly (readonly [string, ...string[]])[]): [string, Network][] {
  return table.flatMap(([what, ...networks]) => networks.map((each): [string, Network] => [what, network(each)]));
}
