import { domainToASCII } from 'node:url';
import type { z } from 'zod';
import type { Plan, zoneSchema } from '../world/cloudflare-schema.ts';
import { hexFrom } from '../world/identity.ts';
import type { PowerDnsZoneInput } from '../world/powerdns-schema.ts';
import { balancerDnsName, clusterNamed, demoBalancers } from './demo-balancers.ts';
import { demoApps } from './demo-clusters.ts';
import { databaseSets, databaseZone } from './demo-databases.ts';
import { roomSets } from './demo-hosts.ts';
import type { DemoInstance } from './demo-instances.ts';
import {
  abandonedAddress,
  idleAddress,
  isHost,
  missingHost,
  type Named,
  sickHost,
  unnamedHost,
  withdrawnAddress,
} from './demo-trouble.ts';
import { cloudflareRecords, fullName, type RecordSetSpec, set } from './record-list.ts';

export const meridianAccount = '5d41402abc4b2a76b9719d911017c592';
export const mainZone = 'meridian.example';
export const zoneOfCluster = { eu: `eu.${mainZone}`, us: `us.${mainZone}`, staging: `staging.${mainZone}` } as const;
export const internalZone = `int.us.${mainZone}`;
/** Of the machine room. */
export const roomZone = `room.${zoneOfCluster.staging}`;
export const bookZone = domainToASCII('bücher-meridian.example');

const nameServer = `ns1.${mainZone}`;
const mailServer = `mail.${mainZone}`;

interface ZoneSpec {
  name: string;
  plan: Plan;
  sets: RecordSetSpec[];
}

/** Everything a zone has whoever it belongs to: mail, policies, certificates. */
function common(zone: string, selector: string): RecordSetSpec[] {
  return [
    set('@', 'MX', [`10 ${mailServer}`, `20 backup-mx.${mainZone}`], { ttl: 3600 }),
    set('@', 'TXT', [
      'v=spf1 ip4:198.51.100.0/24 include:_spf.meridian.example -all',
      `site-verification=${hexFrom(24, zone)}`,
    ]),
    set('_dmarc', 'TXT', `v=DMARC1; p=reject; rua=mailto:postmaster@${mainZone}`),
    set(`${selector}._domainkey`, 'TXT', `v=DKIM1; k=rsa; p=${hexFrom(64, 'dkim', zone)}${hexFrom(64, 'more', zone)}`, {
      ttl: 3600,
    }),
    set('_mta-sts', 'TXT', `v=STSv1; id=${20_260_101}`),
    set('_smtp._tls', 'TXT', `v=TLSRPTv1; rua=mailto:tls@${mainZone}`),
    set('@', 'CAA', ['0 issue letsencrypt.org', '0 issuewild letsencrypt.org', `0 iodef mailto:security@${mainZone}`], {
      ttl: 3600,
    }),
    set('_submission._tcp', 'SRV', `0 1 587 ${mailServer}`, { ttl: 3600 }),
    set('_imaps._tcp', 'SRV', `0 1 993 ${mailServer}`, { ttl: 3600 }),
  ];
}

export function demoCloudflareZones(instances: readonly DemoInstance[], now: Date): z.input<typeof zoneSchema>[] {
  const zones: ZoneSpec[] = [
    { name: mainZone, plan: 'business', sets: mainSets(instances) },
    { name: zoneOfCluster.eu, plan: 'enterprise', sets: [...clusterSets(instances, 'eu'), ...euSets(instances)] },
    { name: zoneOfCluster.us, plan: 'enterprise', sets: [...clusterSets(instances, 'us'), ...usSets(instances)] },
    { name: zoneOfCluster.staging, plan: 'free', sets: clusterSets(instances, 'staging') },
  ];
  return zones.map(({ name, plan, sets }) => ({
    id: hexFrom(32, 'demo zone', name),
    name,
    accountId: meridianAccount,
    plan,
    nameServers: ['ada.ns.cloudflare.example', 'bob.ns.cloudflare.example'],
    createdOn: '2021-04-12T14:02:51.118034Z',
    modifiedOn: new Date(now.getTime() - 3 * 3600_000).toISOString(),
    activatedOn: '2021-04-12T15:20:07.900112Z',
    records: { items: cloudflareRecords(name, sets, now), gone: [] },
  }));
}

const publicIps = (instances: readonly DemoInstance[], cluster: string, role: string) =>
  instances.filter((one) => one.cluster.name === cluster && one.role === role).map(({ publicIp }) => publicIp ?? '');
const ipv6s = (instances: readonly DemoInstance[], cluster: string, role: string) =>
  instances.filter((one) => one.cluster.name === cluster && one.role === role).flatMap(({ instance }) => instance.ipv6);
const publicIpOf = (instances: readonly DemoInstance[], named: Named) =>
  instances.find((one) => isHost(one, named))?.publicIp ?? '';

function mainSets(instances: readonly DemoInstance[]): RecordSetSpec[] {
  const web = publicIps(instances, 'eu-prod', 'web');
  const webV6 = ipv6s(instances, 'eu-prod', 'web');
  const front = { proxied: true, comment: 'shop front, eu-prod-web', tags: ['team:platform', 'tier:edge'] };
  const mail = publicIpOf(instances, { cluster: 'eu-prod', host: 'mail-1' });
  const alias = (name: string, target: string, more: Partial<RecordSetSpec> = {}) => set(name, 'CNAME', target, more);
  return [
    ...common(mainZone, 's2024'),
    set('@', 'A', web, front),
    set('@', 'AAAA', webV6, front),
    set('www', 'A', web, front),
    set('www', 'AAAA', webV6, front),
    set('mail', 'A', mail, { ttl: 3600 }),
    set('backup-mx', 'A', ['198.51.100.200', '198.51.100.201', '198.51.100.202'], {
      comment: 'fixed addresses of eu-prod-mail',
    }),
    set('ns1', 'A', publicIpOf(instances, { cluster: 'eu-prod', host: 'dns-1' }), { ttl: 86_400 }),
    set('ns2', 'A', publicIpOf(instances, { cluster: 'us-prod', host: 'dns-1' }), { ttl: 86_400 }),
    set('ftp', 'A', '198.51.100.240', { comment: 'who still uses this?' }),
    set('_spf', 'TXT', `v=spf1 ip4:${mail} -all`),
    ...['eu', 'us', 'staging'].map((name) =>
      set(name, 'NS', [`ada.ns.cloudflare.example`, `bob.ns.cloudflare.example`], { ttl: 86_400 }),
    ),
    ...['smtp', 'imap', 'autoconfig', 'autodiscover', 'webmail'].map((name) => alias(name, mailServer, { ttl: 3600 })),
    ...['shop', 'm', 'static', 'cdn', 'store', 'help', 'careers', 'press'].map((name) =>
      alias(name, `www.${mainZone}`, { proxied: true }),
    ),
    alias('grafana', `monitor-1.${zoneOfCluster.eu}`),
    alias('vpn', `vpn.${zoneOfCluster.eu}`),
    alias('ci', `ci-1.${zoneOfCluster.staging}`),
    // The page moved years ago and took its name along; the alias stayed.
    alias('docs', `docs-2019.${mainZone}`, { comment: 'documentation' }),
  ];
}

/** Names for machines and apps; the fronting set of a cluster holds the public addresses behind its router balancer. */
function clusterSets(instances: readonly DemoInstance[], short: keyof typeof zoneOfCluster): RecordSetSpec[] {
  const zone = zoneOfCluster[short];
  const own = instances.filter((one) => one.cluster.short === short);
  const cluster = own[0]?.cluster.name ?? '';
  const production = short !== 'staging';
  const hosts = own
    .filter((one) => !isHost(one, unnamedHost))
    .flatMap(({ host, instance, elastic }) => [
      set(host, 'A', elastic?.publicIp ?? instance.privateIp, production ? { tags: ['kind:host'] } : {}),
      ...(instance.ipv6.length > 0 ? [set(host, 'AAAA', instance.ipv6)] : []),
    ]);
  return [
    ...common(zone, production ? 's2025' : 'test'),
    set('apps', 'A', publicIps(instances, cluster, 'router-a'), {
      ttl: 60,
      comment: `app platform, ${cluster}-router-a`,
    }),
    set('_postgresql._tcp', 'SRV', `0 10 5432 postgres-1.${zone}`),
    ...(production
      ? []
      : [
          set('room', 'NS', [nameServer, `ns2.${mainZone}`], { ttl: 86_400 }),
          set('preview', 'A', withdrawnAddress, { comment: 'previews, until they moved' }),
        ]),
    ...hosts,
    ...demoApps.map((app) => set(domainToASCII(app), 'CNAME', `apps.${zone}`)),
    ...demoApps.slice(0, production ? demoApps.length : 12).map((app) => challenge(zone, app)),
  ];
}

const challenge = (zone: string, app: string) =>
  set(`_acme-challenge.${domainToASCII(app)}`, 'TXT', hexFrom(43, 'challenge', zone, app), { ttl: 120 });

function euSets(instances: readonly DemoInstance[]): RecordSetSpec[] {
  return [
    set('api', 'A', publicIps(instances, 'eu-prod', 'api'), { ttl: 60, comment: 'eu-prod-api', tags: ['team:api'] }),
    set('old-api', 'A', abandonedAddress, { comment: 'API before 2025' }),
    set('vpn', 'A', idleAddress, { ttl: 3600 }),
    set('data', 'NS', [nameServer, `ns2.${mainZone}`], { ttl: 86_400 }),
    set('_redis._tcp', 'SRV', [`0 10 6379 redis-1.${zoneOfCluster.eu}`, `1 10 6379 redis-2.${zoneOfCluster.eu}`]),
    set('db', 'CNAME', `postgres-1.${zoneOfCluster.eu}`, { ttl: 60 }),
    set('db-replica', 'CNAME', `postgres-2.${zoneOfCluster.eu}`, { ttl: 60 }),
  ];
}

function usSets(instances: readonly DemoInstance[]): RecordSetSpec[] {
  const healthy = publicIps(instances, 'us-prod', 'api').filter((ip) => ip !== publicIpOf(instances, sickHost));
  const stale = [...healthy.filter((ip) => ip !== publicIpOf(instances, missingHost)), publicIpOf(instances, sickHost)];
  const reports = demoBalancers.find(({ cluster, name }) => cluster === 'us-prod' && name === 'reports');
  return [
    set('www', 'A', publicIps(instances, 'us-prod', 'web'), { proxied: true, comment: 'us-prod-web' }),
    set('www', 'AAAA', ipv6s(instances, 'us-prod', 'web'), { proxied: true, comment: 'us-prod-web' }),
    set('api', 'A', stale, { ttl: 60, comment: 'us-prod-api', tags: ['team:api'] }),
    ...(reports ? [set('reports', 'CNAME', balancerDnsName(reports, clusterNamed('us-prod')))] : []),
    set('int', 'NS', [nameServer, `ns2.${mainZone}`], { ttl: 86_400 }),
    set('db', 'CNAME', `postgres-1.${zoneOfCluster.us}`, { ttl: 60 }),
    set('db-replica', 'CNAME', `postgres-2.${zoneOfCluster.us}`, { ttl: 60 }),
  ];
}

/** The zones that PowerDNS serves: private names of the machines in America, of the machine room and of the database servers, and the bookshop with its umlaut. */
export function demoPowerDnsZones(instances: readonly DemoInstance[]): PowerDnsZoneInput[] {
  const inside = instances
    .filter((one) => one.cluster.short === 'us')
    .flatMap(({ host, instance }) => [
      set(host, 'A', instance.privateIp, { ttl: 60 }),
      ...(instance.ipv6.length > 0 ? [set(host, 'AAAA', instance.ipv6, { ttl: 60 })] : []),
    ]);
  const internal = [
    ...inside,
    set('db', 'CNAME', `postgres-1.${internalZone}`, { ttl: 30, comment: 'moved by the database team' }),
    set('db-replica', 'CNAME', `postgres-2.${internalZone}`, { ttl: 30 }),
    set('cache', 'CNAME', `redis-1.${internalZone}`, { ttl: 30 }),
    set('_postgresql._tcp', 'SRV', `0 10 5432 postgres-1.${internalZone}`),
    set('_redis._tcp', 'SRV', `0 10 6379 redis-1.${internalZone}`),
    set('@', 'TXT', 'internal names of us-prod'),
  ];
  const web = publicIps(instances, 'eu-prod', 'web');
  const books = [
    set('@', 'A', web, { comment: 'shop front, eu-prod-web' }),
    set('@', 'AAAA', ipv6s(instances, 'eu-prod', 'web')),
    set('@', 'MX', [`10 ${mailServer}`], { ttl: 3600 }),
    set('@', 'TXT', 'v=spf1 include:_spf.meridian.example -all'),
    set('@', 'CAA', ['0 issue "letsencrypt.org"'], { ttl: 3600 }),
    set('_dmarc', 'TXT', `v=DMARC1; p=reject; rua=mailto:postmaster@${mainZone}`),
    set('www', 'CNAME', `www.${mainZone}`),
    ...shelves.map((shelf) => set(domainToASCII(shelf), 'CNAME', bookZone)),
  ];
  return [
    powerDnsZone(internalZone, internal),
    powerDnsZone(bookZone, books),
    powerDnsZone(roomZone, roomSets(roomZone)),
    powerDnsZone(databaseZone, databaseSets),
  ];
}

const shelves =
  `antiquariat frühling geschenke hörbücher kalender kinder kochbücher krimi kunst lyrik märchen noten reise
  romane sachbücher schule zeitschriften`.split(/\s+/);

/** PowerDNS wants absolute names and quoted text, and nameservers with the zone. */
function powerDnsZone(zone: string, sets: readonly RecordSetSpec[]): PowerDnsZoneInput {
  const absolute: Partial<Record<RecordSetSpec['type'], (value: string) => string>> = {
    CNAME: (value) => `${value}.`,
    MX: (value) => `${value}.`,
    SRV: (value) => `${value}.`,
    TXT: (value) => `"${value}"`,
  };
  return {
    name: `${zone}.`,
    nameservers: [`${nameServer}.`, `ns2.${mainZone}.`],
    rrsets: sets.map(({ name, type, values, ttl = 300, comment }) => ({
      name: `${fullName(zone, name)}.`,
      type,
      ttl,
      records: values.map((value) => ({ content: absolute[type]?.(value) ?? value, disabled: false })),
      comments: comment ? [{ content: comment, account: 'ops' }] : [],
    })),
  };
}
