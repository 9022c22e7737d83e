import { z } from 'zod';
import type { Target } from '../../../contract/kinds/target.ts';
import { canonicalAddress } from '../canonical-address.ts';
import { compareText, settledRaw } from '../settled-raw.ts';
import type { Listing } from '../listing.ts';
import { mapConcurrently } from '../map-concurrently.ts';
import { readRows } from '../read-rows.ts';
import type { Row } from '../system.ts';
import type { AwsConnection } from './connection.ts';
import { textOrNull, uniqueTexts } from './fields.ts';
import { operations } from './operations.ts';
import { pagesOf } from './pages.ts';
import { chunksOf, TAGS_AT_ONCE, tagsByKey, unlessDeleted } from './tags-by-key.ts';

const targetGroup = z.object({
  TargetGroupArn: z.string().min(1),
  TargetGroupName: z.string().min(1),
  TargetType: z.enum(['instance', 'ip', 'lambda', 'alb']),
  Protocol: z.string().optional(),
  Port: z.int().optional(),
  VpcId: z.string().optional(),
  LoadBalancerArns: z.array(z.string()).optional(),
});
const answer = z.object({ TargetGroups: z.array(z.unknown()), NextMarker: z.string().optional() });
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
 * The target groups of a region, each with its targets. DescribeTargetHealth answers for one group and has no pages, so this
 * costs a call a group: rows are told by the twenty, while the rest is still being asked for.
 */
export async function* targetGroups(
  connection: AwsConnection,
  place: { account: string; region: string },
  concurrency: number,
): Listing<'target_groups'> {
  const pages = pagesOf(connection, operations.describeTargetGroups, place.region, answer, {
    input: { PageSize: 400 },
    token: 'Marker',
    next: ({ NextMarker }) => NextMarker,
  });
  for await (const { sentAt, said } of pages) {
    const { rows, malformed } = readRows<'target_groups', typeof targetGroup>(
      targetGroup,
      said.TargetGroups,
      (one, raw) => targetGroupRow(one, raw, place),
      (one) => (one as { TargetGroupArn?: unknown }).TargetGroupArn,
    );
    if (malformed.length > 0) yield { observedAt: sentAt, rows: [], malformed };
    for (const chunk of chunksOf(TAGS_AT_ONCE, rows)) {
      const tags = await tagsByKey(
        connection,
        place.region,
        tagCall,
        chunk.map(({ key }) => key),
      );
      const whole = await mapConcurrently(concurrency, chunk, async (row) => {
        const targets = await unlessDeleted(targetsOf(connection, place.region, row.key), undefined);
        const itsTags = tags.get(row.key);
        return targets && itsTags ? { ...row, ...countsOf(targets), targets, tags: itsTags } : undefined;
      });
      yield { observedAt: sentAt, rows: whole.filter((row) => row !== undefined) };
    }
  }
}

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
