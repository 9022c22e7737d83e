import { z } from 'zod';
import type { Target } from '../../../contract/kinds/target.ts';
import { canonicalAddress } from '../../../model/dns/canonical-address.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Listing } from '../listing.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import { textOrNull, uniqueTexts } from './fields.ts';
import { operations } from './operations.ts';
import { taggedListing } from './tagged-listing.ts';
import { unlessDeleted } from './tags-by-key.ts';

const targetGroup = z.object({
  TargetGroupArn: z.string().min(1),
  TargetGroupName: z.string().min(1),
  TargetType: z.enum(['instance', 'ip', 'lambda', 'alb']),
  Protocol: z.string().optional(),
  Port: z.int().optional(),
  VpcId: z.string().optional(),
  LoadBalancerArns: z.array(z.string()).optional(),
});
const health = z.object({
  TargetHealthDescriptions: z.array(
    z.object({
      Target: z.object({ Id: z.string().min(1), Port: z.int().optional() }),
      TargetHealth: z
        .object({ State: z.string().optional(), Reason: z.string().optional(), Description: z.string().optional() })
        .optional(),
    }),
  ),
});

const tagCall = { operation: operations.describeTags, parameter: 'ResourceArns', key: 'ResourceArn' };

/**
 * The target groups of a region, each with its targets. DescribeTargetHealth answers for one group and has no pages, so this costs a call a group.
 */
export const targetGroups = (
  connection: AwsConnection,
  place: { account: string; region: string },
  concurrency: number,
): Listing<'target_groups'> =>
  taggedListing<'target_groups', typeof targetGroup>(connection, {
    operation: operations.describeTargetGroups,
    region: place.region,
    list: 'TargetGroups',
    key: 'TargetGroupArn',
    schema: targetGroup,
    row: (one, raw) => targetGroupRow(one, raw, place),
    tagCall,
    tagged: ({ key }) => key,
    more: {
      concurrency,
      async of({ key }) {
        const targets = await unlessDeleted(targetsOf(connection, place.region, key), undefined);
        return targets && { ...countsOf(targets), targets };
      },
    },
  });

const states: Record<string, Target['health']> = {
  healthy: 'healthy',
  unhealthy: 'unhealthy',
  initial: 'initial',
  draining: 'draining',
  'unhealthy.draining': 'draining',
  unused: 'unused',
  unavailable: 'unavailable',
};

async function targetsOf(connection: AwsConnection, region: string, arn: string): Promise<Target[]> {
  const { said } = await connection.call(operations.describeTargetHealth, region, { TargetGroupArn: arn }, health);
  return said.TargetHealthDescriptions.map(({ Target: { Id, Port }, TargetHealth }) => ({
    id: canonicalAddress(Id) ?? Id,
    port: Port ?? null,
    health: states[TargetHealth?.State ?? ''] ?? 'unknown',
    reason: textOrNull(TargetHealth?.Reason),
  })).sort((a, b) => compareText(a.id, b.id) || (a.port ?? 0) - (b.port ?? 0));
}

const countsOf = (targets: readonly Target[]) => ({
  healthyCount: targets.filter((target) => target.health === 'healthy').length,
  targetCount: targets.length,
});

/** `…:loadbalancer/app/web/0123456789abcdef`: the name without asking for the load balancer. */
const nameInArn = (arn: string) => /:loadbalancer\/(?:[^/]+\/)?([^/]+)/.exec(arn)?.[1];

function targetGroupRow(
  said: z.output<typeof targetGroup>,
  raw: Record<string, unknown>,
  place: { account: string; region: string },
): Row<'target_groups'> {
  const arns = uniqueTexts(undefined, said.LoadBalancerArns ?? []);
  return {
    key: said.TargetGroupArn,
    raw: settledRaw(raw),
    name: said.TargetGroupName,
    targetType: said.TargetType,
    protocol: textOrNull(said.Protocol),
    port: said.Port ?? null,
    healthyCount: 0,
    targetCount: 0,
    targets: [],
    loadBalancerKeys: arns,
    loadBalancerNames: uniqueTexts(undefined, arns.map(nameInArn)),
    ...place,
    vpcId: textOrNull(said.VpcId),
    tags: {},
  };
}
