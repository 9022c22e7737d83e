import { z } from 'zod';
import { clusters } from '../kinds/clusters.ts';
import { sourceInput, sourcePatch } from './sources.ts';

const { name, region, timeZone, stage, currentLoadBalancer, standbyLoadBalancer, needsApproval, rules } =
  clusters.fields;

/** `watchedBy` is the name of a cluster in an estate file and its id in the API. */
const clusterFields = {
  name: name.schema,
  region: region.schema,
  timeZone: timeZone.schema,
  stage: stage.schema,
  currentLoadBalancer: currentLoadBalancer.schema,
  standbyLoadBalancer: standbyLoadBalancer.schema,
  needsApproval: needsApproval.schema,
  watchedBy: z.string().nullable(),
  rules: rules.schema,
};

/** POST /clusters. */
export const clusterInput = z.strictObject({
  name: clusterFields.name,
  region: clusterFields.region.default(null),
  timeZone: clusterFields.timeZone.default('UTC'),
  stage: clusterFields.stage.default('production'),
  currentLoadBalancer: clusterFields.currentLoadBalancer.default(null),
  standbyLoadBalancer: clusterFields.standbyLoadBalancer.default(null),
  watchedBy: clusterFields.watchedBy.default(null),
  needsApproval: clusterFields.needsApproval.default(false),
  rules: clusterFields.rules.default([]),
});
export const clusterPatch = z.strictObject(clusterFields).partial();

/**
 * An estate file, and POST /estate {estate, dryRun}: clusters and sources by name. Idempotent. What it leaves out stays as it
 * is in the panel, single settings included (null takes one away); a new cluster or source gets the defaults of its POST.
 */
export const estate = z.strictObject({
  clusters: z.array(clusterPatch.extend({ name: clusterFields.name })).default([]),
  sources: z.array(sourcePatch.extend({ name: sourceInput.shape.name, system: z.string().optional() })).default([]),
});
export type Estate = z.infer<typeof estate>;

export const estateDiff = z.object({
  applied: z.boolean(),
  items: z.array(
    z.object({
      kind: z.enum(['clusters', 'sources']),
      name: z.string(),
      act: z.enum(['create', 'change', 'same']),
      changes: z.array(
        z.object({
          field: z.string(),
          before: z.unknown(),
          after: z.unknown(),
          /** `before` and `after` are words in place of the secret: `set`, `changed`, or null. */
          secret: z.boolean().optional(),
        }),
      ),
    }),
  ),
});
export type EstateDiff = z.infer<typeof estateDiff>;
