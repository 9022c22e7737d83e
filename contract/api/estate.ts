import { z } from 'zod';
import { clusters } from '../kinds/clusters.ts';
import { sourceInput } from './sources.ts';

const { name, region, timeZone, stage, currentLoadBalancer, standbyLoadBalancer, rules } = clusters.fields;

/** POST /clusters. `watchedBy` is the name of a cluster in an estate file and its id in the API. */
export const clusterInput = z.strictObject({
  name: name.schema,
  region: region.schema.default(null),
  timeZone: timeZone.schema.default('UTC'),
  stage: stage.schema.default('production'),
  currentLoadBalancer: currentLoadBalancer.schema.default(null),
  standbyLoadBalancer: standbyLoadBalancer.schema.default(null),
  watchedBy: z.string().nullable().default(null),
  rules: rules.schema.default([]),
});
export const clusterPatch = z.strictObject({
  name: name.schema.optional(),
  region: region.schema.optional(),
  timeZone: timeZone.schema.optional(),
  stage: stage.schema.optional(),
  currentLoadBalancer: currentLoadBalancer.schema.optional(),
  standbyLoadBalancer: standbyLoadBalancer.schema.optional(),
  watchedBy: z.string().nullable().optional(),
  rules: rules.schema.optional(),
});

/** An estate file, and POST /estate {estate, dryRun}: clusters and sources by name. Idempotent; what the file does not name stays. */
export const estate = z.strictObject({
  clusters: z.array(clusterInput).default([]),
  sources: z.array(sourceInput).default([]),
});
export type Estate = z.infer<typeof estate>;

export const estateDiff = z.object({
  applied: z.boolean(),
  items: z.array(
    z.object({
      kind: z.enum(['clusters', 'sources']),
      name: z.string(),
      act: z.enum(['create', 'change', 'same']),
      changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
    }),
  ),
});
export type EstateDiff = z.infer<typeof estateDiff>;
