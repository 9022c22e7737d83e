import { z } from 'zod';
import { SEVERITIES } from '../kinds/findings.ts';
import { STATUSES } from '../kinds/kind.ts';
import { PLAN_STATES } from '../plans/states.ts';
import { instant } from '../kinds/field.ts';

/** An object as a neighbour shows it. */
export const neighbour = z.object({
  kind: z.string(),
  id: z.uuid(),
  name: z.string(),
  detail: z
    .string()
    .nullable()
    .describe('What tells it from others of its name: type of a record set, state of an instance.'),
  status: z.enum(STATUSES),
  worstFinding: z.enum(SEVERITIES).nullable(),
  clusterId: z.uuid().nullable(),
});
export type Neighbour = z.infer<typeof neighbour>;

/** GET /<kind>/<id>/links */
export const linkList = z.object({
  items: z.array(
    z.object({
      rule: z.string(),
      /** Why there is a link: "its value 203.0.113.7 is an address of the instance". */
      because: z.string(),
      direction: z.enum(['out', 'in']),
      since: instant,
      object: neighbour,
    }),
  ),
  /** More links than are served, per kind of neighbour. */
  cut: z.record(z.string(), z.int()),
});
export type LinkList = z.infer<typeof linkList>;

/** GET /<kind>/<id>/impact: what fails or changes when this does, breadth first. */
export const impact = z.object({
  /** The first node is the object itself at depth 0. */
  nodes: z.array(neighbour.extend({ depth: z.int() })),
  edges: z.array(z.object({ from: z.uuid(), to: z.uuid(), rule: z.string() })),
  /** Said when the walk stopped at a cap, with the words to show. */
  cut: z.string().nullable(),
});
export type Impact = z.infer<typeof impact>;

/** GET /<kind>/<id>/history, newest first. */
export const history = z.object({
  items: z.array(
    z.object({
      at: instant,
      what: z.enum([
        'created',
        'changed',
        'gone',
        'returned',
        'linked',
        'unlinked',
        'finding-opened',
        'finding-closed',
        'plan',
      ]),
      runId: z.uuid().nullable(),
      /** Only what differs; null where there was or is nothing. */
      changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
      /** The other end of a link, the finding, or the plan, of which `because` is what was given as its reason. */
      other: z
        .object({
          kind: z.string(),
          id: z.uuid(),
          name: z.string(),
          because: z.string(),
          severity: z.enum(SEVERITIES).nullable().describe('How bad the finding is; null at the end of a link.'),
        })
        .nullable(),
      plan: z
        .object({ number: z.int(), state: z.enum(PLAN_STATES), actor: z.string(), finishedAt: instant.nullable() })
        .nullable()
        .describe(
          'A plan that concerns it, as it is now. `at` is the begin of its applying, else where it was proposed.',
        ),
    }),
  ),
  hasMore: z.boolean(),
});
export type History = z.infer<typeof history>;
