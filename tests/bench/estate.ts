import type { Pulled, Row } from '../../sync/systems/system.ts';
import { account, end, instance, page, recordSet } from '../../sync/engine/scripted-system.ts';

const PAGE = 1000;
const REGIONS = 4;
const ZONES = 10;
const CLUSTERS = 8;

const address = (n: number) => `198.${18 + ((n >> 16) & 1)}.${(n >> 8) & 255}.${n & 255}`;
/** Every region has objects of every cluster. */
const cluster = (n: number) => `c${Math.floor(n / REGIONS) % CLUSTERS}`;

/** Row n of the estate in a given version; a new version changes what a provider would change. */
export function benchInstance(n: number, version: number): Row<'instances'> {
  const key = `i-${n.toString(16).padStart(17, '0')}`;
  const region = `eu-bench-${n % REGIONS}`;
  const tags = { Name: `web-${n}`, cluster: cluster(n), role: 'web', version: String(version) };
  const own = [address(n)];
  return instance(key, {
    name: `web-${n}`,
    region,
    account: 'bench',
    availabilityZone: `${region}a`,
    instanceType: version % 2 ? 't3.medium' : 't3.small',
    publicAddresses: own,
    privateAddresses: [`10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`],
    publicName: `ec2-${n}.compute.example`,
    vpcId: 'vpc-1',
    subnetId: `subnet-${n % 6}`,
    imageId: 'ami-1',
    launchedAt: new Date(Date.UTC(2026, 0, 1) - ((n * 7919) % 500_000) * 60_000).toISOString(),
    tags,
    raw: { InstanceId: key, Tags: tags, PublicIpAddress: own[0], Placement: { AvailabilityZone: `${region}a` } },
  });
}

export function benchRecordSet(n: number, version: number): Row<'record_sets'> {
  const zone = `zone-${n % ZONES}.example`;
  const name = `web-${n}.${zone}`;
  const contents = [address(n)];
  return recordSet(zone, name, contents, { ttl: 300 + version, raw: { name, ttl: 300 + version, contents } });
}

/** `changed(n)` says in which version row n is listed. */
export function* pages(
  kind: 'instances' | 'record_sets',
  size: number,
  changed: (n: number) => number,
): Generator<Pulled> {
  yield account('bench');
  const parts = kind === 'instances' ? REGIONS : ZONES;
  const row = kind === 'instances' ? benchInstance : benchRecordSet;
  for (let part = 0; part < parts; part += 1) {
    const scope = kind === 'instances' ? `eu-bench-${part}` : `zone-${part}.example`;
    let rows: Row[] = [];
    for (let n = part; n < size; n += parts) {
      rows.push(row(n, changed(n)));
      if (rows.length === PAGE) {
        yield page(kind, scope, rows);
        rows = [];
      }
    }
    if (rows.length) yield page(kind, scope, rows);
    yield end(kind, scope);
  }
}

export const clusterRules = Array.from({ length: CLUSTERS }, (_, n) => ({
  name: `c${n}`,
  rules: [
    { tag: { key: 'cluster', value: `c${n}` } },
    { zone: `zone-${n}.example` },
    { zone: `zone-${n + CLUSTERS}.example` },
  ],
}));
