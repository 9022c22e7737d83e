import { ABILITIES, whyNot } from '../../contract/access/can.ts';
import type { Role } from '../../contract/access/roles.ts';
import { kinds } from '../../contract/kinds/all.ts';
import { addDatabases } from './databases.ts';
import { addHypervisors } from './hypervisors.ts';
import { newId, seeded } from './seeded.ts';

export interface Thing {
  id: string;
  status: string;
  [field: string]: unknown;
}
export type Estate = Map<string, Thing[]>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

const APPS = [
  'shop',
  'blog',
  'search',
  'login',
  'billing',
  'media',
  'mail',
  'status',
  'docs',
  'metrics',
  'feed',
  'cart',
];
const ROLES = ['web', 'worker', 'db', 'cache', 'edge', 'queue'];
const TYPES = ['m7g.large', 'm7g.xlarge', 'c7i.xlarge', 'r7g.2xlarge', 't4g.small'];
const REGIONS = ['eu-central-1', 'us-east-1', 'eu-west-1'];
const ZONES = [
  'shop.example',
  'blog.example',
  'corp.example',
  'static.example',
  'xn--bcher-kva.example',
  'internal.example',
];

/** An estate of about `size` record sets. 0: a panel that was just started. */
export function makeEstate(size: number): Estate {
  const random = seeded(7);
  const estate: Estate = new Map(kinds.map((kind) => [kind.name, []]));
  const add = (kind: string, fields: Record<string, unknown>): Thing => {
    const thing = { status: 'ok', ...fields, id: newId() } as Thing;
    estate.get(kind)?.push(thing);
    return thing;
  };
  const panel = (age: number) => ({ createdAt: ago(age), changedAt: ago(age / 2) });

  const ana = add('users', {
    name: 'ana',
    role: 'admin',
    clusterIds: null,
    disabled: false,
    lastSeenAt: ago(2000),
    ...panel(90 * DAY),
  });
  if (size === 0) return estate;

  const clusterSpecs = [
    ['eu-prod', 'eu-central-1', 'Europe/Berlin', 'production'],
    ['us-prod', 'us-east-1', 'America/New_York', 'production'],
    ['staging', 'eu-west-1', 'UTC', 'staging'],
  ] as const;
  const clusters = clusterSpecs.map(([name, region, timeZone, stage]) =>
    add('clusters', {
      name,
      region,
      timeZone,
      stage,
      currentLoadBalancer: `${name}-public`,
      standbyLoadBalancer: name === 'eu-prod' ? 'eu-prod-standby' : null,
      watchedBy: null,
      rules: [
        { region, tag: { key: 'stage', value: stage } },
        { kind: 'record_sets', zone: name === 'staging' ? 'internal.example' : '*.example' },
      ],
      ...panel(60 * DAY),
    }),
  );

  const sourceSpecs = [
    ['aws-main', 'aws', 'fresh', 'ok', '123456789012', 60],
    ['cloudflare-main', 'cloudflare', 'held', 'attention', '4f1c0ffee4f1c0ffee4f1c0ffee4f1c0', 120],
    ['powerdns-core', 'powerdns', size < 10 ? 'fresh' : 'failing', size < 10 ? 'ok' : 'failing', 'localhost', 60],
    ['libvirt-core', 'libvirt', 'fresh', 'ok', 'core', 60],
    ['postgres-main', 'postgres', 'fresh', 'ok', 'main', 60],
  ] as const;
  const settings: Record<string, Record<string, unknown>> = {
    aws: { accessKeyId: 'AKIAEXAMPLE', secretAccessKeySet: true, regions: REGIONS },
    cloudflare: { apiTokenSet: true, baseUrl: 'https://api.cloudflare.com/client/v4' },
    powerdns: { url: 'http://192.0.2.53:8081', apiKeySet: true, serverId: 'localhost' },
    libvirt: { group: 'core', hosts: ['qemu+tls://hv1.corp.example/system', 'qemu+tls://hv2.corp.example/system'] },
    postgres: { group: 'main', servers: ['db1.corp.example:5432'], user: 'switchyard', passwordSet: true },
  };
  const sources = sourceSpecs.map(([name, system, health, status, account, intervalSeconds]) =>
    add('sources', {
      name,
      system,
      health,
      status,
      mode: 'read',
      enabled: true,
      intervalSeconds,
      settings: settings[system],
      account,
      lastCheck: null,
      lastCompleteAt: ago(health === 'failing' ? 3 * HOUR : 40_000),
      lastError: health === 'failing' ? 'connect ECONNREFUSED 192.0.2.53:8081' : null,
      nextPullAt: ago(-20_000),
      ...panel(60 * DAY),
    }),
  );
  const [aws, cloudflare, powerdns, libvirt, postgres] = sources as [Thing, Thing, Thing, Thing, Thing];

  for (const source of sources)
    for (let index = 0; index < 20; index += 1) {
      const failing = source === powerdns && index < 4 && size >= 10;
      const held = source === cloudflare && index === 0;
      const state = failing ? 'failed' : held ? 'held' : random.next() < 0.04 ? 'partial' : 'complete';
      const startedAt = ago(40_000 + index * 60_000 + (failing ? 0 : source === powerdns ? 3 * HOUR : 0));
      add('sync_runs', {
        status: state === 'complete' ? 'ok' : state === 'failed' ? 'failing' : 'attention',
        sourceId: source.id,
        state,
        trigger: index === 3 ? 'person' : 'schedule',
        requestedBy: index === 3 ? 'ana' : null,
        startedAt,
        finishedAt: new Date(Date.parse(startedAt) + 900 + random.below(4000)).toISOString(),
        complete: failing ? 0 : 6,
        incomplete: failing ? 1 : 0,
        listed: failing ? 0 : size,
        created: index === 5 ? 3 : 0,
        updated: random.below(5),
        gone: 0,
        held: held ? 212 : 0,
        malformed: 0,
        error: failing ? 'connect ECONNREFUSED 192.0.2.53:8081' : null,
        errorType: failing ? 'transient' : null,
        scopes: [
          {
            kind: source === aws ? 'instances' : 'record_sets',
            scope: source === aws ? 'eu-central-1' : 'shop.example',
            complete: !failing,
            listed: size,
            created: 0,
            updated: 1,
            gone: 0,
            held: 0,
            malformed: 0,
            error: null,
          },
        ],
        createdAt: startedAt,
        changedAt: startedAt,
      });
    }

  const seen = (source: Thing, scope: string, key: string, cluster: Thing | null) => {
    const changed = random.next() < 0.2 ? random.below(20 * HOUR) : random.below(40) * DAY;
    const stale = source === powerdns && size >= 10;
    return {
      key,
      realm: `${String(source['system'])}:${String(source['account'])}`,
      worstFinding: null,
      clusterId: cluster?.id ?? null,
      clusterConflict: null,
      sourceId: source.id,
      sourceName: source['name'],
      scope,
      scopeTitle: scope,
      seenAt: ago(stale ? 3 * HOUR : 12_000 + random.below(40_000)),
      staleAt: ago(stale ? 2.9 * HOUR : -3 * MINUTE),
      observedAt: ago(stale ? 3 * HOUR : 52_000),
      firstSeenAt: ago(41 * DAY),
      changedAt: ago(changed),
      goneAt: null,
      runId: estate.get('sync_runs')?.find((run) => run['sourceId'] === source.id)?.id ?? null,
    };
  };

  const adding = { random: seeded(11), clusters, add, seen };
  addHypervisors(adding, libvirt);
  addDatabases(adding, postgres);

  const hosts = size < 10 ? 3 : Math.max(12, Math.round(size / 8));
  const instances: Thing[] = [];
  for (let index = 0; index < hosts; index += 1) {
    const cluster = clusters[index % 3] as Thing;
    const region = String(cluster['region']);
    const state = index % 23 === 5 ? 'stopped' : index % 31 === 7 ? 'pending' : 'running';
    const name = `${ROLES[index % 6]}-${Math.floor(index / 6) + 1}.${String(cluster['name'])}`;
    const key = `i-0${(0xab1c2d00 + index * 7919).toString(16)}${index.toString(16).padStart(4, '0')}`;
    instances.push(
      add('instances', {
        status: state === 'running' ? 'ok' : state === 'stopped' ? 'attention' : 'working',
        name,
        state,
        instanceType: random.of(TYPES),
        account: '123456789012',
        region,
        availabilityZone: `${region}${'abc'[index % 3]}`,
        publicAddresses: state === 'running' ? [`203.0.113.${index % 254}`] : [],
        privateAddresses: [`10.${index % 3}.${Math.floor(index / 250) % 250}.${index % 250}`],
        ipv6Addresses: index % 4 === 0 ? [`2001:db8::${index.toString(16)}`] : [],
        publicName: state === 'running' ? `ec2-203-0-113-${index % 254}.compute.example` : null,
        privateName: `ip-10-${index % 3}-0-${index % 250}.internal`,
        statusCheck: index % 29 === 3 ? 'impaired' : 'ok',
        vpcId: `vpc-0${index % 3}a1b2c3`,
        subnetId: `subnet-0${index % 9}d4e5f6`,
        imageId: 'ami-0c0ffee0c0ffee00',
        platform: 'Linux/UNIX',
        launchedAt: ago(random.below(200) * DAY),
        tags: {
          Name: name,
          stage: String(cluster['stage']),
          role: ROLES[index % 6] as string,
          owner: random.of(['team-shop', 'team-core', 'team-data']),
        },
        ...seen(aws, region, key, index === 11 ? null : cluster),
      }),
    );
  }
  instances.slice(0, Math.min(hosts, 8)).forEach((instance, index) =>
    add('addresses', {
      name: `${String(instance['name'])}-ip`,
      address: `198.51.100.${index + 10}`,
      privateAddress: (instance['privateAddresses'] as string[])[0],
      instanceKey: instance['key'],
      networkInterfaceId: `eni-0${index}fedcba`,
      account: '123456789012',
      region: instance['region'],
      tags: {},
      ...seen(aws, String(instance['region']), `eipalloc-0${index}`, clusters[index % 3] as Thing),
    }),
  );
  const health = (index: number, count: number) =>
    instances.slice(index * 3, index * 3 + count).map((instance, at) => ({
      id: String(instance['key']),
      port: 8080,
      health: at === 1 && index === 1 ? 'unhealthy' : 'healthy',
      reason: at === 1 && index === 1 ? 'Target.Timeout' : null,
    }));
  clusters.forEach((cluster, index) => {
    const name = `${String(cluster['name'])}-public`;
    add('load_balancers', {
      name,
      state: 'active',
      type: index === 1 ? 'network' : 'application',
      scheme: 'internet-facing',
      dnsName: `${name}-1234567890.${String(cluster['region'])}.elb.example`,
      addresses: [],
      account: '123456789012',
      region: cluster['region'],
      availabilityZones: [`${String(cluster['region'])}a`, `${String(cluster['region'])}b`],
      vpcId: `vpc-0${index}a1b2c3`,
      targets: [],
      healthyCount: null,
      createdAt: ago(300 * DAY),
      tags: {},
      ...seen(
        aws,
        String(cluster['region']),
        `arn:aws:elasticloadbalancing:${String(cluster['region'])}:123456789012:loadbalancer/app/${name}/5${index}`,
        cluster,
      ),
    });
    const targets = health(index, 3);
    const healthy = targets.filter((target) => target.health === 'healthy').length;
    add('target_groups', {
      name: `${String(cluster['name'])}-shop-web`,
      targetType: 'instance',
      protocol: 'HTTP',
      port: 8080,
      healthyCount: healthy,
      targetCount: targets.length,
      targets,
      loadBalancerKeys: [],
      loadBalancerNames: [name],
      account: '123456789012',
      region: cluster['region'],
      vpcId: `vpc-0${index}a1b2c3`,
      tags: {},
      ...seen(
        aws,
        String(cluster['region']),
        `arn:aws:elasticloadbalancing:${String(cluster['region'])}:123456789012:targetgroup/shop/${index}`,
        cluster,
      ),
    });
  });
  const events = [
    ['instance-retirement', 'retires', 1.6 * DAY],
    ['system-reboot', 'reboots', 4.3 * DAY],
    ['instance-stop', 'stops', 9.1 * DAY],
  ] as const;
  events.forEach(([code, verb, when], index) => {
    const instance = instances[index + 1];
    if (!instance) return;
    add('maintenance_events', {
      status: 'attention',
      name: `${String(instance['name'])} ${verb}`,
      state: 'scheduled',
      code,
      description: 'The underlying hardware is degraded.',
      instanceKey: instance['key'],
      instanceId: instance.id,
      notBefore: ago(-when),
      notAfter: ago(-when - 2 * HOUR),
      deadline: null,
      account: '123456789012',
      region: instance['region'],
      ...seen(
        aws,
        String(instance['region']),
        `${String(instance['key'])}:${code}`,
        clusters[(index + 1) % 3] as Thing,
      ),
    });
  });

  const zones = ZONES.slice(0, size < 10 ? 3 : 6).map((name, index) => {
    const source = index < 4 ? cloudflare : powerdns;
    return add('zones', {
      name,
      unicodeName: name.startsWith('xn--') ? 'bücher.example' : null,
      provider: source['system'],
      state: 'active',
      zoneType: source === cloudflare ? 'full' : 'native',
      account: source['account'],
      plan: source === cloudflare ? 'Pro' : null,
      nameServers: [`ns1.${name}`, `ns2.${name}`],
      serial: source === powerdns ? 2_026_112_001 + index : null,
      ...seen(source, name, `zone-${index}`, clusters[index % 3] as Thing),
    });
  });
  for (let index = 0; index < size; index += 1) {
    const zone = zones[index % zones.length] as Thing;
    const instance = instances[index % instances.length] as Thing;
    const type = ['A', 'A', 'CNAME', 'AAAA', 'TXT', 'MX'][index % 6] as string;
    const label = `${APPS[index % 12]}${index < 12 ? '' : `-${Math.floor(index / 12)}`}`;
    const name = `${label}.${String(zone['name'])}`;
    const contents =
      type === 'A'
        ? index % 17 === 3
          ? ['203.0.113.7', '203.0.113.8', '198.51.100.10']
          : [String((instance['publicAddresses'] as string[])[0] ?? '203.0.113.250')]
        : type === 'CNAME'
          ? ['eu-prod-public-1234567890.eu-central-1.elb.example']
          : type === 'AAAA'
            ? [`2001:db8::${(index % 99).toString(16)}`]
            : type === 'MX'
              ? ['10 mail.shop.example']
              : ['v=spf1 include:_spf.mail.example ~all'];
    add('record_sets', {
      name,
      unicodeName: name.includes('xn--') ? name.replace('xn--bcher-kva', 'bücher') : null,
      type,
      contents,
      ttl: index % 7 === 0 ? null : [60, 300, 3600][index % 3],
      proxied: zone['provider'] === 'cloudflare' ? index % 3 === 0 : null,
      provider: zone['provider'],
      zone: zone['name'],
      zoneKey: zone['key'],
      comment: index % 13 === 0 ? 'kept for the old mobile app' : null,
      recordTags: [],
      values: contents.map((content, at) => ({ content, ref: `ref-${index}-${at}` })),
      modifiedAt: ago(random.below(90) * DAY),
      ...seen(
        zone['provider'] === 'cloudflare' ? cloudflare : powerdns,
        String(zone['name']),
        `${name}/${type}`,
        clusters[index % 3] as Thing,
      ),
      ...(zone['provider'] === 'powerdns' && size >= 10 ? { status: 'stale' } : {}),
    });
  }

  const records = estate.get('record_sets') ?? [];
  const findingSpecs = [
    [
      'record-set.dangling',
      'failing',
      'record_sets',
      records[0],
      'points at 203.0.113.250, which nothing we own answers',
      3 * HOUR,
    ],
    [
      'load-balancer.no-healthy-target',
      'failing',
      'load_balancers',
      estate.get('load_balancers')?.[1],
      'has no healthy target',
      22 * MINUTE,
    ],
    ['source.stale', 'attention', 'sources', powerdns, 'has not been seen whole for 3 hours', 3 * HOUR],
    ['pull.held', 'attention', 'sources', cloudflare, 'is held: 212 of 400 record sets would go', 50_000],
    ['instance.no-record', 'attention', 'instances', instances[2], 'runs without a record set', 2 * DAY],
    ['object.in-no-cluster', 'note', 'instances', instances[11] ?? instances[1], 'is in no cluster', 9 * DAY],
    [
      'record-set.differs',
      'attention',
      'record_sets',
      records[4],
      'differs from the healthy targets of its load balancer',
      31 * MINUTE,
    ],
  ] as const;
  findingSpecs.slice(0, size < 10 ? 3 : 7).forEach(([rule, severity, subjectKind, subject, what, age], index) => {
    if (!subject) return;
    if (subjectKind !== 'sources') subject['worstFinding'] = severity;
    add('findings', {
      status: severity === 'note' ? 'ok' : severity,
      rule,
      severity,
      state: 'open',
      title: `${String(subject['name'])} ${what}`,
      reason: `${String(subject['name'])} ${what}. Looked at its values and at every address of instances, load balancers and Elastic IPs.`,
      subjectKind,
      subjectId: subject.id,
      subjectName: subject['name'],
      involved: index === 0 ? [{ kind: 'zones', id: zones[0]?.id, name: zones[0]?.['name'], part: 'zone' }] : [],
      since: ago(age + 300_000),
      openedAt: ago(age),
      closedAt: null,
      reopened: null,
      clusterId: subject['clusterId'] ?? null,
      createdAt: ago(age),
      changedAt: ago(age),
    });
  });

  add('users', {
    name: 'ben',
    role: 'operator',
    clusterIds: [clusters[0]?.id],
    disabled: false,
    lastSeenAt: ago(3 * HOUR),
    ...panel(30 * DAY),
  });
  add('users', {
    name: 'cleo',
    role: 'viewer',
    clusterIds: null,
    disabled: true,
    lastSeenAt: ago(20 * DAY),
    status: 'gone',
    ...panel(80 * DAY),
  });
  add('tokens', {
    name: 'ci',
    role: 'viewer',
    clusterIds: null,
    expiresAt: ago(-40 * DAY),
    revokedAt: null,
    lastUsedAt: ago(4 * MINUTE),
    createdBy: 'ana',
    ...panel(20 * DAY),
  });
  add('tokens', {
    name: 'old-dashboard',
    role: 'viewer',
    clusterIds: [clusters[1]?.id],
    expiresAt: null,
    revokedAt: ago(3 * DAY),
    lastUsedAt: ago(4 * DAY),
    createdBy: 'ana',
    status: 'gone',
    ...panel(90 * DAY),
  });
  const acts = [
    'session.begin',
    'sources.create',
    'sources.sync',
    'clusters.change',
    'tokens.create',
    'held-changes.keep',
  ];
  for (let index = 0; index < 40; index += 1)
    add('audit', {
      at: ago(index * 47 * MINUTE),
      actor: index % 3 ? 'ana' : 'ben',
      actorId: ana.id,
      action: acts[index % 6],
      objectKind: index % 6 === 0 ? null : 'sources',
      objectId: index % 6 === 0 ? null : sources[index % 3]?.id,
      objectName: index % 6 === 0 ? null : sources[index % 3]?.['name'],
      address: '192.0.2.17',
      requestId: `req-${1000 + index}`,
      planId: null,
      number: 40 - index,
      hash: `${index}`.padStart(64, '5e'),
      before: index % 6 === 3 ? { stage: 'staging' } : null,
      after: index % 6 === 3 ? { stage: 'production' } : null,
      ...panel(index * 47 * MINUTE),
    });
  return estate;
}

export const meAs = (role: Role, name: string, clusterIds: string[] | null = null) => ({
  id: newId(),
  name,
  via: 'session' as const,
  role,
  clusterIds,
  whyNot: Object.fromEntries(ABILITIES.map((ability) => [ability, whyNot({ role, clusterIds }, ability)])),
  consoleLinks: { Kibana: 'https://kibana.example/app/discover?q={name}' },
  version: '0.1.0',
});
