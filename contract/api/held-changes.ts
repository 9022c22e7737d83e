import { z } from 'zod';
import { instant } from '../kinds/field.ts';

/** GET /held-changes?sourceId=&state=open: rows that would go, kept until a person decides. POST /held-changes/<id>/release | keep */
export const heldChange = z.object({
  id: z.uuid(),
  sourceId: z.uuid(),
  sourceName: z.string(),
  kind: z.string(),
  scope: z.string(),
  /** What people call the scope: a zone by its name. */
  scopeTitle: z.string(),
  reason: z.enum(['many-gone', 'many-gone-in-a-day', 'became-empty', 'parent-vanished', 'other-account']),
  detail: z.string(),
  state: z.enum(['open', 'released', 'kept', 'passed']),
  count: z.int(),
  /** At most 100 of what would go. */
  objects: z.array(z.object({ kind: z.string(), id: z.uuid(), name: z.string() })),
  createdAt: instant,
  decidedAt: instant.nullable(),
  decidedBy: z.string().nullable(),
});
export type HeldChange = z.infer<typeof heldChange>;
