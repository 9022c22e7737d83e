import { z } from 'zod';
import { instant } from '../kinds/field.ts';

/** GET /systems: what a source can be, for the form. */
export const systemDescription = z.object({
  name: z.string(),
  label: z.string(),
  about: z.string(),
  provides: z.array(z.string()),
  interval: z.int(),
  secrets: z.array(z.string()),
  /** JSON schema of its settings. */
  settings: z.record(z.string(), z.unknown()),
});
export type SystemDescription = z.infer<typeof systemDescription>;

const fields = {
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, dot, dash, underscore; at most 63'),
  mode: z.enum(['read', 'write-adopted', 'write-all']),
  enabled: z.boolean(),
  intervalSeconds: z.int().min(10, 'at least 10 seconds').max(86_400, 'at most 86400 seconds, a day'),
  settings: z.record(z.string(), z.unknown()),
};

/** POST /sources. Secrets stand among the settings and never come back. */
export const sourceInput = z.strictObject({
  ...fields,
  system: z.string(),
  mode: fields.mode.default('read'),
  enabled: fields.enabled.default(true),
  intervalSeconds: fields.intervalSeconds.optional(),
});
/** PATCH /sources/<id>. Secrets left out stay as they are. Not made from the input, whose defaults would come with it. */
export const sourcePatch = z
  .strictObject({
    ...fields,
    mode: fields.mode.describe('At once where less may be written than now; more by a plan of source.set-mode alone.'),
  })
  .partial();

/** POST /sources/<id>/sync and POST /<kind>/<id>/refresh: the pull that was asked for. */
export const pullRequest = z.object({ requestId: z.uuid(), sourceId: z.uuid(), dueAt: instant });

/** GET /sources/<id>/scopes: what a source lists, part by part. */
export const sourceScope = z.object({
  kind: z.string(),
  scope: z.string(),
  /** What people call it: a zone by its name. */
  scopeTitle: z.string(),
  rows: z.int(),
  completeAt: instant.nullable(),
  staleAt: instant.nullable(),
  lastError: z.string().nullable(),
  held: z.int(),
});
export type SourceScope = z.infer<typeof sourceScope>;
