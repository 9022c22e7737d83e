import { z } from 'zod';
import type { Target } from '../../../contract/kinds/target.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Listing } from '../listing.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import { textOrNull, time, timeOrNull, uniqueTexts } from './fields.ts';
import { operations } from './operations.ts';
import { taggedListing } from './tagged-listing.ts';
import { unlessDeleted } from './tags-by-key.ts';

const loadBalancer = z.object({
  LoadBalancerName: z.string().min(1),
  Scheme: z.enum(['internet-facing', 'internal']).optional(),
  DNSName: z.string().optional(),
  VPCId: z.string().optional(),
  AvailabilityZones: z.array(z.string()).optional(),
  CreatedTime: time.optional(),
});
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
export const classicLoadBalancers = (
  connection: AwsConnection,
  place: Place,
  concurrency: number,
): Listing<'load_balancers'> =>
  taggedListing<'load_balancers', typeof loadBalancer>(connection, {
    operation: operations.describeClassicLoadBalancers,
    region: place.region,
    list: 'LoadBalancerDescriptions',
    key: 'LoadBalancerName',
    schema: loadBalancer,
    row: (one, raw) => classicRow(one, raw, place),
    tagCall,
    tagged: ({ name }) => name,
    more: {
      concurrency,
      async of({ name }) {
        const targets = await unlessDeleted(targetsOf(connection, place.region, name), undefined);
        return targets && { targets, healthyCount: healthy(targets) };
      },
    },
  });

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
