import { cloudflareRecords, fullName, type RecordSetSpec, set } from '../../lab/demo/record-list.ts';
import type { Plan } from '../../lab/world/cloudflare-schema.ts';
import { hexFrom } from '../../lab/world/identity.ts';
import type { PowerDnsZoneInput } from '../../lab/world/powerdns-schema.ts';
import type { WorldInput } from '../../lab/world/snapshot.ts';
import { World } from '../../lab/world/world.ts';
import type { Outside } from './plan-panel.ts';

/** An outside of any size for tests of plans: two sides with machines behind them, and zones at two providers that lead to the first one. */

export const awsKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const cloudflareToken = (account: number) => `token-of-a-switchyard-test-cloudflare-${account}`;
const awsAccount = '111122223333';
const cloudflareAccount = (account: number) => hexFrom(32, 'test account', String(account));
const region = 'eu-west-1';

export type Side = 'side-a' | 'side-b';
export const sideName = (side: string) => `${side}-1234567890.${region}.elb.amazonaws.com`;
/** Of the machines behind a side. */
export const sideAddresses = (side: Side) => [11, 12].map((host) => `198.51.${side === 'side-a' ? 100 : 101}.${host}`);
export const sideV6 = (side: Side) => [1, 2].map((host) => `2001:db8:${side === 'side-a' ? 'a' : 'b'}::${host}`);

/** A load balancer with a machine for each of these addresses. */
export interface SideOfTest {
  name: string;
  addresses: string[];
  ipv6: string[];
}
const SIDES = (['side-a', 'side-b'] as const).map((name): SideOfTest => ({
  name,
  addresses: sideAddresses(name),
  ipv6: sideV6(name),
}));

/** Machine number so of those that are replaced, and what replaces it. */
export const oldAddress = (number: number) => `203.0.113.${number}`;
export const newAddress = (number: number) => `192.0.2.${number}`;

export interface ZoneOfTest {
  name: string;
  at: 'cloudflare' | 'powerdns';
  /** Of Cloudflare, each with a source and a rate limit of its own. */
  account?: number;
  plan?: Plan;
  sets: RecordSetSpec[];
  /** More of them in the words of PowerDNS, which has what others have not: disabled records, comments with their authors. */
  rrsets?: PowerDnsZoneInput['rrsets'];
}

/** What a zone has that leads to the first side; `machine` is one of those that are replaced. */
export const usualSets = (machine?: number): RecordSetSpec[] => [
  set('www', 'A', sideAddresses('side-a'), { ttl: 300, comment: 'front door' }),
  set('www', 'AAAA', sideV6('side-a'), { ttl: 300 }),
  set('shop', 'CNAME', sideName('side-a'), { ttl: 600 }),
  set('note', 'TXT', ['first', 'second'], { ttl: 3600, comment: 'who wrote this?' }),
  set('@', 'MX', '10 mail.elsewhere.example', { ttl: 3600 }),
  ...(machine === undefined ? [] : [set('box', 'A', oldAddress(machine), { ttl: 120 })]),
];

export const zoneKey = ({ name, at }: Pick<ZoneOfTest, 'name' | 'at'>) =>
  at === 'cloudflare' ? hexFrom(32, 'test zone', name) : `${name}.`;

const time = '2026-01-02T03:04:05.000000Z';

const accountsOf = (zones: readonly ZoneOfTest[]) =>
  [...new Set(zones.flatMap(({ at, account = 1 }) => (at === 'cloudflare' ? [account] : [])))].toSorted(
    (a, b) => a - b,
  );

function dnsWorld(zones: readonly ZoneOfTest[], machines: number, sides: readonly SideOfTest[]): WorldInput {
  return {
    seed: 'plans',
    aws: [
      {
        id: awsAccount,
        alias: 'plans',
        keys: [{ ...awsKey, userName: 'switchyard', permissions: ['ec2:Describe*', 'elasticloadbalancing:Describe*'] }],
        regions: { [region]: regionOf(machines, sides) },
      },
    ],
    cloudflare: {
      accounts: accountsOf(zones).map((number) => ({
        id: cloudflareAccount(number),
        name: `Plans ${number}`,
        createdOn: time,
      })),
      tokens: accountsOf(zones).map((number) => ({
        id: hexFrom(32, 'test token', String(number)),
        token: cloudflareToken(number),
        permissions: ['Account Read', 'Zone Read', 'DNS Read', 'DNS Write', 'Cache Purge'],
        accountIds: [cloudflareAccount(number)],
      })),
      zones: zones
        .filter(({ at }) => at === 'cloudflare')
        .map((zone) => ({
          id: zoneKey(zone),
          name: zone.name,
          accountId: cloudflareAccount(zone.account ?? 1),
          plan: zone.plan ?? 'enterprise',
          // Nobody is asked by DNS what a stand-in serves.
          type: 'partial' as const,
          nameServers: ['ada.ns.example', 'bob.ns.example'],
          createdOn: time,
          modifiedOn: time,
          activatedOn: time,
          records: { items: cloudflareRecords(zone.name, zone.sets, new Date(time)), gone: [] },
        })),
    },
    powerdns: zones.filter(({ at }) => at === 'powerdns').map(powerDnsZone),
  };
}

function regionOf(machines: number, sides: readonly SideOfTest[]) {
  const behind = sides.flatMap(({ name, addresses, ipv6 }) =>
    addresses.map((address, at) => instance(`${name}-${at + 1}`, address, ipv6.slice(at, at + 1))),
  );
  const replaced = Array.from({ length: machines }, (_, at) => [
    instance(`old-${at + 1}`, oldAddress(at + 1)),
    instance(`new-${at + 1}`, newAddress(at + 1)),
  ]).flat();
  return {
    instances: { items: [...behind, ...replaced] },
    classicLoadBalancers: {
      items: sides.map(({ name, addresses }) => ({
        id: name,
        dnsName: sideName(name),
        hostedZoneId: 'Z0123456789ABC',
        scheme: 'internet-facing' as const,
        vpcId: 'vpc-0123456789abcdef0',
        createdAt: '2026-01-02T03:04:05.000Z',
        zones: [`${region}a`],
        subnets: ['subnet-0123456789abcdef0'],
        listeners: [{ protocol: 'HTTP' as const, port: 80, instanceProtocol: 'HTTP' as const, instancePort: 8080 }],
        healthCheckTarget: 'HTTP:8080/healthz',
        instances: addresses.map((_, at) => ({ id: instanceId(`${name}-${at + 1}`), state: 'InService' as const })),
      })),
    },
  };
}

const instanceId = (name: string) => `i-${hexFrom(17, 'test instance', name)}`;

const instance = (name: string, publicIp: string, ipv6: string[] = []) => ({
  id: instanceId(name),
  reservationId: `r-${hexFrom(17, 'reservation', name)}`,
  type: 'm6i.large',
  imageId: 'ami-0123456789abcdef0',
  state: 'running' as const,
  launchTime: '2026-01-02T03:04:05.000Z',
  availabilityZone: `${region}a`,
  subnetId: 'subnet-0123456789abcdef0',
  vpcId: 'vpc-0123456789abcdef0',
  privateIp: publicIp.replace(/^\d+/, '10'),
  publicIp,
  givenPublicIp: true,
  ipv6,
  tags: { Name: name },
});

/** In the words of PowerDNS: names absolute, text quoted. */
function powerDnsZone({ name: zone, sets, rrsets = [] }: ZoneOfTest): PowerDnsZoneInput {
  const content = (type: string, value: string) =>
    type === 'TXT' ? `"${value}"` : ['CNAME', 'MX', 'SRV'].includes(type) ? `${value}.` : value;
  return {
    name: `${zone}.`,
    nameservers: ['ns1.elsewhere.example.'],
    rrsets: [
      ...sets.map(({ name, type, values, ttl = 300, comment }) => ({
        name: `${fullName(zone, name)}.`,
        type,
        ttl,
        records: values.map((value) => ({ content: content(type, value) })),
        comments: comment ? [{ content: comment, account: 'ops' }] : [],
      })),
      ...rrsets,
    ],
  };
}

/** As people would type it in: one cluster, and the sources in write mode. */
function dnsEstate(zones: readonly ZoneOfTest[], { url, powerdns }: Parameters<Outside['estate']>[0]) {
  const source = { mode: 'write-all' as const, intervalSeconds: 600 };
  return {
    clusters: [{ name: 'plans', region, stage: 'staging' as const, rules: [{ account: awsAccount }, { name: '*' }] }],
    sources: [
      {
        name: 'aws',
        system: 'aws',
        intervalSeconds: 600,
        settings: { endpoint: `${url}/aws`, ...awsKey, regions: [region] },
      },
      ...accountsOf(zones).map((number) => ({
        ...source,
        name: `cloudflare-${number}`,
        system: 'cloudflare',
        settings: { baseUrl: `${url}/cloudflare/client/v4`, apiToken: cloudflareToken(number) },
      })),
      ...(powerdns
        ? [
            {
              ...source,
              name: 'powerdns',
              system: 'powerdns',
              settings: { url: `${url}/powerdns`, apiKey: powerdns.apiKey, serverId: 'localhost' },
            },
          ]
        : []),
    ],
  };
}

/**
 * @param machines so many that are replaced: `old-1` by `new-1`
 * @param more load balancers beside the two sides
 */
export const dnsOutside = (zones: readonly ZoneOfTest[], machines = 0, more: readonly SideOfTest[] = []): Outside => ({
  world: () => new World(dnsWorld(zones, machines, [...SIDES, ...more])),
  estate: (at) => dnsEstate(zones, at),
});
