import { set } from '../../lab/demo/record-list.ts';
import type { PowerDnsZoneInput } from '../../lab/world/powerdns-schema.ts';
import { sideAddresses, sideName, sideV6, type ZoneOfTest } from '../faults/dns-outside.ts';

/** A third side: its machines are of this computer, so that a test can be what answers there. */
export const PROBED = { name: 'probed' as const, addresses: ['127.0.0.21', '127.0.0.22'], ipv6: [] };

/** Zones of which some sets lead to the first load balancer, and others hold whatever else stands in zones of production. */

type Rrset = PowerDnsZoneInput['rrsets'][number];
type More = { ttl?: number; disabled?: string[]; comments?: NonNullable<Rrset['comments']> };

/** A zone at PowerDNS. `leading`: what a flip moves, by name and type. */
export interface FlipZone extends ZoneOfTest {
  at: 'powerdns';
  rrsets: Rrset[];
  leading: string[];
}

const rrset = (name: string, type: string, contents: string[], { ttl = 300, disabled = [], comments }: More = {}) => ({
  name: `${name}.`,
  type,
  ttl,
  records: [
    ...contents.map((content) => ({ content })),
    ...disabled.map((content) => ({ content, disabled: true as const })),
  ],
  ...(comments && { comments }),
});

const ops = (content: string) => [{ content, account: 'ops' }];
const names = (many: number, word: string) => Array.from({ length: many }, (_, at) => `${word}-${at}`);

/** Front doors of each kind, so many of each: with every TTL, with comments, with disabled values of which some are the other side's. */
const doors = (zone: string, many: number): Rrset[] =>
  names(many, 'door').flatMap((door, at) => [
    rrset(`${door}.${zone}`, 'A', sideAddresses('side-a'), {
      ttl: 30 + 60 * at,
      disabled: [[], ['203.0.113.9'], [sideAddresses('side-b')[1]!, '203.0.113.9']][at % 3],
      comments: at % 2 ? ops(`door ${at}`) : undefined,
    }),
    rrset(`${door}.${zone}`, 'AAAA', sideV6('side-a'), { ttl: 600 }),
    // One that is written as Amazon shows it.
    rrset(`to-${door}.${zone}`, 'CNAME', [`${at % 2 ? sideName('side-a') : sideName('side-a').toUpperCase()}.`], {
      ttl: 3600,
      comments: [...ops('first'), { content: 'second', account: '' }],
    }),
  ]);

/** What nobody means when they flip: other types at the same names, names of single machines, names that lead elsewhere. */
const bystanders = (zone: string, many: number): Rrset[] => [
  rrset(zone, 'MX', ['10 mail.elsewhere.example.', '20 mail2.elsewhere.example.']),
  rrset(zone, 'CAA', ['0 issue "ca.example"']),
  rrset(zone, 'TXT', ['"v=spf1 ip4:192.0.2.0/24 -all"'], { ttl: 3600, comments: ops('ask before you change it') }),
  rrset(`door-0.${zone}`, 'TXT', ['"of the first door"', '"and of nothing else"']),
  rrset(`door-0.${zone}`, 'SSHFP', ['4 2 f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2']),
  rrset(`_https._tcp.${zone}`, 'SRV', [`10 60 443 door-0.${zone}.`]),
  rrset(`machine.${zone}`, 'A', sideAddresses('side-a').slice(0, 1), { disabled: sideAddresses('side-a').slice(1) }),
  rrset(`partly.${zone}`, 'A', [sideAddresses('side-a')[0]!, '192.0.2.250']),
  rrset(`away.${zone}`, 'CNAME', ['elsewhere.example.']),
  rrset(`off.${zone}`, 'A', [], { disabled: sideAddresses('side-a') }),
  ...names(many, 'still').map((still, at) =>
    rrset(`${still}.${zone}`, 'A', [`192.0.2.${at}`], {
      ttl: 60 + at,
      disabled: at % 4 ? [] : ['203.0.113.7'],
      comments: at % 5 ? undefined : ops(`still ${at}`),
    }),
  ),
];

/** @param doorsInIt so many names of each kind lead to the first side, in the midst of others */
export function flipZone(zone: string, doorsInIt: number, more: Rrset[] = []): FlipZone {
  const leading = [...doors(zone, doorsInIt), ...more];
  return {
    name: zone,
    at: 'powerdns',
    sets: [],
    // No more than a share of a zone moves at once.
    rrsets: [...leading, ...bystanders(zone, leading.length * 3)],
    leading: leading.map(({ name, type }) => `${name.slice(0, -1)} ${type}`),
  };
}

/** The zone itself and whatever has no name in it. */
export const apexAndWildcard = (zone: string): Rrset[] => [
  rrset(zone, 'A', sideAddresses('side-a'), { ttl: 120, comments: ops('the zone itself') }),
  rrset(`*.${zone}`, 'A', sideAddresses('side-a'), { ttl: 90 }),
  rrset(`*.deep.${zone}`, 'CNAME', [`${sideName('side-a')}.`], { ttl: 45 }),
];

/** At Cloudflare: proxied and not, with comments and tags, one whose records each have their own. */
export const cloudflareZone = (name: string): ZoneOfTest => ({
  name,
  at: 'cloudflare',
  sets: [
    set('@', 'A', sideAddresses('side-a'), { proxied: true, comment: 'front door', tags: ['team:web', 'tier:1'] }),
    set('www', 'AAAA', sideV6('side-a'), { proxied: true, tags: ['team:web'] }),
    set('app', 'A', sideAddresses('side-a'), { ttl: 300, comment: 'not proxied' }),
    set('shop', 'CNAME', sideName('side-a'), { ttl: 600, tags: ['team:shop'] }),
    ...sideAddresses('side-a').map((address, at) =>
      set('apart', 'A', address, { ttl: 120, comment: `record ${at}`, tags: [`record:${at}`] }),
    ),
    set('@', 'MX', '10 mail.elsewhere.example', { ttl: 3600 }),
    set('app', 'TXT', 'left alone', { comment: 'who wrote this?' }),
    ...names(20, 'still').map((still, at) => set(still, 'A', `192.0.2.${at}`, { proxied: at % 2 === 0 })),
  ],
});

export const leadingAtCloudflare = (zone: string): string[] => [
  `${zone} A`,
  `www.${zone} AAAA`,
  `app.${zone} A`,
  `shop.${zone} CNAME`,
  `apart.${zone} A`,
];

/** What sets of these names and types hold once they lead to another side. */
export const ledTo = (side: 'side-b' | 'probed', keys: readonly string[]): Record<string, string[]> =>
  Object.fromEntries(
    keys.map((key) => {
      if (key.endsWith(' CNAME')) return [key, [`${sideName(side)}.`]];
      if (side === 'probed') return [key, PROBED.addresses];
      return [key, key.endsWith(' AAAA') ? sideV6(side) : sideAddresses(side)];
    }),
  );
