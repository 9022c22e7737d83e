import { z } from 'zod';
import type { Target } from '../../../contract/kinds/target.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Listing } from '../listing.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { readRows } from '../read-rows.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import { textOrNull, time, timeOrNull, uniqueTexts } from './fields.ts';
import { operations } from './operations.ts';
import { pagesOf } from './pages.ts';
import { chunksOf, TAGS_AT_ONCE, tagsByKey, unlessDeleted } from './tags-by-key.ts';

const loadBalancer = z.object({
  LoadBalancerName: z.string().min(1),
  Scheme: z.enum(['internet-facing', 'internal']).optional(),
  DNSName: z.string().optional(),
  VPCId: z.string().optional(),
  AvailabilityZones: z.array(z.string()).optional(),
  CreatedTime: time.optional(),
});
const answer = z.object({ LoadBalancerDescriptions: z.array(z.unknown()), NextMarker: z.string().optional() });
const health = z.object({
  InstanceStates: z.array(
    z.object({ InstanceId: z.string().min(1), State: z.string().optional(), Description: z.string().optional() }),
  ),
});

const tagCall = { operation: operations.describeClassicTags, parameter: 'LoadBalancerNames', key: 'LoadBalancerName' };

/** A classic load balancer has no ARN in any answer; this is the one that IAM policies give it. */
export interface Place {
  account: string;
  region: string;
  /** `aws`, or that of China or of the US government. */
  partition: string;
}
const arnOf = (name: string, { partition, region, account }: Place) =>
  `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/${name}`;

/** Classic load balancers of a region, with the health of the instances that are registered with each. */
export async function* classicLoadBalancers(
  connection: AwsConnection,
  place: Place,
  concurrency: number,
): Listing<'load_balancers'> {
  const pages = pagesOf(connection, operations.describeClassicLoadBalancers, place.region, answer, {
    input: { PageSize: 400 },
    token: 'Marker',
    next: ({ NextMarker }) => NextMarker,
  });
  for await (const { sentAt, said } of pages) {
    const { rows, malformed } = readRows<'load_balancers', typeof loadBalancer>(
      loadBalancer,
      said.LoadBalancerDescriptions,
      (one, raw) => classicRow(one, raw, place),
      (one) => (one as { LoadBalancerName?: unknown }).LoadBalancerName,
    );
    if (malformed.length > 0) yield { observedAt: sentAt, rows: [], malformed };
    for (const chunk of chunksOf(TAGS_AT_ONCE, rows)) {
      const tags = await tagsByKey(
        connection,
        place.region,
        tagCall,
        chunk.map(({ name }) => name),
      );
      const whole = await mapConcurrently(concurrency, chunk, async (row) => {
        const targets = await unlessDeleted(targetsOf(connection, place.region, row.name), undefined);
        const itsTags = tags.get(row.name);
        return targets && itsTags ? { ...row, targets, healthyCount: healthy(targets), tags: itsTags } : undefined;
      });
      yield { observedAt: sentAt, rows: whole.filter((row) => row !== undefined) };
    }
  }
}

const states: Record<string, Target['health']> = { InService: 'healthy', OutOfService: 'unhealthy' };

async function targetsOf(connection: AwsConnection, region: string, name: string): Promise<Target[]> {
  const { said } = await connection.call(operations.describeInstanceHealth, region, { LoadBalancerName: name }, health);
  return said.InstanceStates.map(({ InstanceId, State = '', Description }) => ({
    id: InstanceId,
    // Listeners have ports, registrations do not.
    port: null,
    health: states[State] ?? 'unknown',
    reason: Description === undefined || Description === '' || Description === 'N/A' ? null : Description,
  })).sort((a, b) => compareText(a.id, b.id));
}

const healthy = (targets: readonly Target[]) => targets.filter((target) => target.health === 'healthy').length;

function classicRow(
  said: z.output<typeof loadBalancer>,
  raw: Record<string, unknown>,
  place: Place,
): Row<'load_balancers'> {
  return {
    key: arnOf(said.LoadBalancerName, place),
    raw: settledRaw(raw),
    name: said.LoadBalancerName,
    state: 'active',
    type: 'classic',
    scheme: said.Scheme ?? null,
    dnsName: textOrNull(said.DNSName)?.toLowerCase() ?? null,
    addresses: [],
    account: place.account,
    region: place.region,
    availabilityZones: uniqueTexts(undefined, said.AvailabilityZones ?? []),
    vpcId: textOrNull(said.VPCId),
    targets: [],
    healthyCount: 0,
    createdAt: timeOrNull(said.CreatedTime),
    tags: {},
  };
}
