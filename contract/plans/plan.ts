import { z } from 'zod';
import { instant } from '../kinds/field.ts';
import { stepData } from './steps.ts';
import { seenTarget } from './seen.ts';
import { STEP_STATES } from './states.ts';

const object = z.object({ kind: z.string(), id: z.uuid(), name: z.string() });
export type PlanObject = z.infer<typeof object>;

/** Something that has to hold. `blocks`: while it fails, nothing is applied unless an admin overrides it. */
export const planCheck = z.object({
  name: z.string(),
  about: z.string(),
  state: z.enum(['waiting', 'passed', 'failed', 'skipped']),
  blocks: z.boolean(),
  detail: z.string().nullable(),
  overridden: z.boolean().optional(),
});
export type PlanCheck = z.infer<typeof planCheck>;

/** What could be part of the plan: `selected`, left out by who planned, or not possible for a reason. */
export const planCandidate = z.object({
  id: z.uuid(),
  kind: z.string(),
  name: z.string(),
  detail: z.string(),
  selected: z.boolean(),
  reason: z.string().nullable(),
});
export type PlanCandidate = z.infer<typeof planCandidate>;

export const planWarning = z.object({ text: z.string(), objects: z.array(object) });
export type PlanWarning = z.infer<typeof planWarning>;

/** Another plan that suggests itself: before this one (lower TTLs first), in its place (the other way) or after it (purge what is cached). */
export const planOffer = z.object({
  when: z.enum(['before', 'instead', 'after']),
  label: z.string(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()),
});
export type PlanOffer = z.infer<typeof planOffer>;

/** A step with how far it is. `foreign`: lines of what the outside showed that was neither before nor after. */
export const planStep = z.object({
  n: z.int(),
  step: stepData,
  state: z.enum(STEP_STATES),
  attempt: z.int(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  answer: z.string().nullable(),
  error: z.string().nullable(),
  verified: z.array(z.string()),
  foreign: z.array(z.string()),
  irreversible: z.string().nullable(),
  seen: z
    .array(seenTarget)
    .nullable()
    .describe(
      'Of a step that waits for a person: what is there, beside what was and what is wanted. null: it waits for nobody, or nobody could look.',
    ),
});
export type PlanStep = z.infer<typeof planStep>;

export const planRequest = z.strictObject({
  action: z.string().describe('One of GET /actions.'),
  params: z.record(z.string(), z.unknown()).default({}),
  reason: z.string().max(500).default('').describe('Why; it stands in the history and in the audit.'),
  scheduleFor: instant.optional().describe('Apply at this instant, if planning again then gives the same changes.'),
});

export const applyRequest = z.strictObject({
  override: z.boolean().default(false).describe('Apply although checks say no. Admins only; on record.'),
  decisions: z
    .record(z.string().regex(/^\d+$/), z.enum(['done', 'again', 'skip']))
    .default({})
    .describe('For steps that wait for a person, by number: it was done, send it again, leave it.'),
});
export type ApplyRequest = z.infer<typeof applyRequest>;

export const scheduleRequest = z.strictObject({ at: instant });
