import { type ClusterSpec, demoClusters, productionAccount, stagingAccount } from './demo/demo-clusters.ts';
import { demoBalancersOf } from './demo/demo-balancers.ts';
import { type DatabaseAccess, databaseGroup, databaseSettings, databaseZone } from './demo/demo-databases.ts';
import { type DemoInstance, demoInstances } from './demo/demo-instances.ts';
import { demoHosts, machineRoom } from './demo/demo-hosts.ts';
import {
  addEvents,
  addIllHealth,
  endedInstance,
  idleElasticIp,
  strayInstances,
  withdrawnAddress,
  withdrawnElasticIp,
  withdrawnRegion,
} from './demo/demo-trouble.ts';
import {
  bookZone,
  demoCloudflareZones,
  demoPowerDnsZones,
  internalZone,
  mainZone,
  meridianAccount,
  roomZone,
  zoneOfCluster,
} from './demo/demo-zones.ts';
import { hexFrom } from './world/identity.ts';
import type { WorldInput } from './world/snapshot.ts';
import { Clock } from './world/clock.ts';
import { World } from './world/world.ts';

/**
 * Credentials of the demo. The AWS pairs are those of AWS's own documentation, which secret scanners know to be none.
 */
export const demoCredentials = {
  production: {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
  staging: { accessKeyId: 'AKIAI44QH8DHBEXAMPLE', secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY' },
  cloudflare: 'demo-token-of-the-switchyard-lab-cloudflare',
} as const;

/** The group of the one host that is no stand-in: libvirt's own test driver, where libvirtd is installed. */
export const realLibvirtd = 'test-driver';

/** What happens in the demo once everything has been seen, in the words of `switchyard lab`: from then on a record set dangles, and another is about to. */
export const demoFirstActs = [
  ['terminate-instance', endedInstance],
  ['release-address', withdrawnAddress],
] as const;

/** What the documentation asks for in production, and no more. */
const readOnly = ['ec2:Describe*', 'elasticloadbalancing:Describe*'];

/** The demo's outside, with what is wrong in it (demo/demo-trouble.ts). Times lie around `now`. */
export function demoWorld(now = new Date(), clock = new Clock()): World {
  return new World(demoInput(now), clock);
}

function demoInput(now: Date): WorldInput {
  const instances = demoInstances(now);
  const balancers = demoClusters.map((cluster) => demoBalancersOf(cluster, instances));
  addEvents(instances, now);
  addIllHealth(instances, balancers, now);
  const regionOf = (cluster: ClusterSpec, index: number) => {
    const own = instances.filter((one) => one.cluster === cluster);
    const made = balancers[index];
    const stray = cluster.short === 'eu';
    return {
      instances: { items: [...own.map(({ instance }) => instance), ...(stray ? strayInstances() : [])] },
      addresses: { items: [...elastic(own), ...(made?.addresses ?? []), ...(stray ? [idleElasticIp()] : [])] },
      loadBalancers: { items: made?.loadBalancers ?? [] },
      targetGroups: { items: made?.targetGroups ?? [] },
      classicLoadBalancers: { items: made?.classicLoadBalancers ?? [] },
    };
  };
  const account = (id: string, alias: string, keys: { accessKeyId: string; secretAccessKey: string }) => ({
    id,
    alias,
    keys: [{ ...keys, userName: 'switchyard', permissions: readOnly }],
    regions: {
      ...Object.fromEntries(
        demoClusters.flatMap((cluster, index) =>
          cluster.accountId === id ? [[cluster.region, regionOf(cluster, index)] as const] : [],
        ),
      ),
      ...(id === stagingAccount ? { [withdrawnRegion]: { addresses: { items: [withdrawnElasticIp()] } } } : {}),
    },
  });
  return {
    seed: 'meridian',
    aws: [
      account(productionAccount, 'meridian-production', demoCredentials.production),
      account(stagingAccount, 'meridian-staging', demoCredentials.staging),
    ],
    cloudflare: {
      accounts: [{ id: meridianAccount, name: 'Meridian', createdOn: '2021-04-12T13:58:20.000Z' }],
      tokens: [
        {
          id: hexFrom(32, 'demo token'),
          token: demoCredentials.cloudflare,
          permissions: ['Account Read', 'Zone Read', 'DNS Read', 'DNS Write', 'Cache Purge'],
          accountIds: [meridianAccount],
        },
      ],
      zones: demoCloudflareZones(instances, now),
    },
    powerdns: demoPowerDnsZones(instances),
    hypervisors: demoHosts(roomZone, now),
  };
}

const elastic = (instances: readonly DemoInstance[]) =>
  instances.map((one) => one.elastic).filter((address) => address !== undefined);

export interface MembershipRule {
  account?: string;
  region?: string;
  tag?: { key: string; value: string };
  zone?: string;
  /** A glob over names. */
  name?: string;
  loadBalancer?: string;
}

export interface DemoCluster {
  name: string;
  region: string;
  /** IANA name. */
  timeZone: string;
  stage: 'production' | 'staging';
  currentLoadBalancer: string;
  standbyLoadBalancer: string;
  rules: MembershipRule[];
}

export type DemoSource = { name: string; intervalSeconds: number; mode?: 'write-all' } & (
  | {
      system: 'aws';
      settings: { endpoint: string; accessKeyId: string; secretAccessKey: string; regions?: string[] };
    }
  | { system: 'cloudflare'; settings: { baseUrl: string; apiToken: string; accountId?: string } }
  | { system: 'powerdns'; settings: { url: string; apiKey: string; serverId: 'localhost'; nameServers?: string[] } }
  | { system: 'libvirt'; settings: { group: string; hosts: string[] } }
  | { system: 'postgres'; settings: ReturnType<typeof databaseSettings> }
);

export interface DemoEstate {
  clusters: DemoCluster[];
  sources: DemoSource[];
}

/** Seconds: short, so that what is done to the stand-ins shows while one looks. */
const often = 15;

/** What a person would type into Switchyard to see the demo's outside: clusters with their rules, and sources. */
export function demoEstate({
  labUrl,
  powerdns,
  hypervisors = [],
  libvirtd,
  databases,
}: {
  labUrl: string;
  /** `nameServer`: where it answers DNS, asked after a write. */
  powerdns?: { apiUrl: string; apiKey: string; nameServer?: string };
  /** Where libvirt of the hosts of the machine room is reached (`lab.hypervisors.uris()`). */
  hypervisors?: readonly string[];
  /** The same of a real one. */
  libvirtd?: string;
  databases?: DatabaseAccess;
}): DemoEstate {
  const cluster = (
    name: string,
    region: string,
    timeZone: string,
    stage: DemoCluster['stage'],
    rules: MembershipRule[],
  ): DemoCluster => ({
    name,
    region,
    timeZone,
    stage,
    currentLoadBalancer: `${name}-router-a`,
    standbyLoadBalancer: `${name}-router-b`,
    rules,
  });
  const aws = (
    name: string,
    keys: { accessKeyId: string; secretAccessKey: string },
    regions: string[],
  ): DemoSource => ({
    name,
    system: 'aws',
    intervalSeconds: often,
    settings: { endpoint: `${labUrl}/aws`, ...keys, regions },
  });
  return {
    clusters: [
      cluster('eu-prod', 'eu-west-1', 'Europe/Dublin', 'production', [
        { account: productionAccount, region: 'eu-west-1', tag: { key: 'cluster', value: 'eu-prod' } },
        ...[mainZone, zoneOfCluster.eu, bookZone, databaseZone].map((zone) => ({ zone })),
        { account: databaseGroup },
      ]),
      cluster('us-prod', 'us-east-1', 'America/New_York', 'production', [
        { account: productionAccount, region: 'us-east-1' },
        ...[zoneOfCluster.us, internalZone].map((zone) => ({ zone })),
      ]),
      cluster('staging', 'eu-central-1', 'Europe/Berlin', 'staging', [
        { account: stagingAccount, region: 'eu-central-1' },
        ...[zoneOfCluster.staging, roomZone].map((zone) => ({ zone })),
        ...[machineRoom, realLibvirtd].map((group) => ({ account: group })),
        // What `lab load` adds.
        { account: stagingAccount, region: 'us-west-2' },
        { name: '*load-??.example' },
      ]),
    ],
    sources: [
      aws('aws-production', demoCredentials.production, ['eu-west-1', 'us-east-1']),
      aws('aws-staging', demoCredentials.staging, ['eu-central-1', 'us-west-2']),
      {
        name: 'cloudflare',
        system: 'cloudflare',
        mode: 'write-all',
        intervalSeconds: often,
        settings: {
          baseUrl: `${labUrl}/cloudflare/client/v4`,
          apiToken: demoCredentials.cloudflare,
          accountId: meridianAccount,
        },
      },
      ...(powerdns
        ? [
            {
              name: 'powerdns',
              system: 'powerdns' as const,
              mode: 'write-all' as const,
              intervalSeconds: often,
              settings: {
                url: powerdns.apiUrl,
                apiKey: powerdns.apiKey,
                serverId: 'localhost' as const,
                ...(powerdns.nameServer === undefined ? {} : { nameServers: [powerdns.nameServer] }),
              },
            },
          ]
        : []),
      ...(hypervisors.length > 0 ? [libvirt(machineRoom, [...hypervisors])] : []),
      ...(libvirtd === undefined ? [] : [libvirt(realLibvirtd, [libvirtd])]),
      ...(databases === undefined
        ? []
        : [
            {
              name: 'postgres',
              system: 'postgres' as const,
              intervalSeconds: often,
              settings: databaseSettings(databases),
            },
          ]),
    ],
  };
}

const libvirt = (group: string, hosts: string[]): DemoSource => ({
  name: `libvirt-${group}`,
  system: 'libvirt',
  intervalSeconds: often,
  settings: { group, hosts },
});
