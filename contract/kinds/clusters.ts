import { z } from 'zod';
import { boolean, json, machine, oneOf, optional, text, uuid } from './field.ts';
import { kind } from './kind.ts';

/**
 * What belongs to a cluster. All conditions of one rule must hold; any rule suffices.
 * `name` and `zone` are globs (`*`, `?`), compared without case.
 */
export const membershipRule = z
  .strictObject({
    kind: z.string().optional(),
    account: z.string().min(1).optional(),
    region: z.string().min(1).optional(),
    tag: z.strictObject({ key: z.string().min(1), value: z.string() }).optional(),
    zone: z.string().min(1).optional(),
    name: z.string().min(1).optional(),
    loadBalancer: z.string().min(1).optional(),
  })
  .refine((rule) => Object.entries(rule).some(([name, value]) => name !== 'kind' && value !== undefined), {
    message: 'a rule needs at least one condition',
  });
export type MembershipRule = z.infer<typeof membershipRule>;

/** IANA time zone as this runtime knows it. */
export const timeZone = z.string().refine(
  (name) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      return true;
    } catch {
      return false;
    }
  },
  { message: 'not an IANA time zone, such as Europe/Berlin' },
);

export const clusters = kind({
  name: 'clusters',
  one: 'cluster',
  many: 'clusters',
  about: 'The unit that people think in: what runs together, in one region, for one stage.',
  group: 'estate',
  origin: 'panel',
  visibility: 'self',
  order: 'name',
  fields: {
    name: {
      ...text('Short name, such as eu-prod.', { search: true, sort: true, filter: true, list: true }),
      schema: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, dot, dash, underscore; at most 63'),
    },
    region: optional(machine('Where it is.', { filter: true, sort: true, list: true })),
    timeZone: { ...text('IANA time zone in which its people read the clock.', { list: true }), schema: timeZone },
    stage: oneOf(['production', 'staging', 'development'], 'What it is for.', { filter: true, list: true }),
    currentLoadBalancer: optional(text('Name of the load balancer that takes its traffic.', { list: true })),
    standbyLoadBalancer: optional(text('Name of the load balancer that traffic can be moved to.')),
    watchedBy: optional(uuid('The cluster that watches it from outside.', { ref: 'clusters' })),
    needsApproval: boolean('Plans that change something in it need a second person.', { label: 'Needs approval' }),
    rules: json(z.array(membershipRule).max(200), 'Which objects belong to it.', { label: 'Membership rules' }),
  },
});
