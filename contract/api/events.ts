import { z } from 'zod';
import { instant } from '../kinds/field.ts';

/**
 * GET /events, server-sent events.
 * `hello` on connect (a new boot id, or a gap, means: fetch everything again) · `change` when objects changed, `ids: null` meaning "reload the kind"
 * · `progress` of running pulls · `bye` when the session has ended · `beat` every 5 s.
 */
export const serverEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('hello'), data: z.object({ boot: z.string(), at: instant }) }),
  z.object({
    event: z.literal('change'),
    data: z.object({ kind: z.string(), ids: z.array(z.uuid()).nullable(), created: z.array(z.uuid()) }),
  }),
  z.object({
    event: z.literal('progress'),
    data: z.object({
      sourceId: z.uuid(),
      runId: z.uuid(),
      scopes: z.array(
        z.object({ kind: z.string(), scope: z.string(), scopeTitle: z.string(), listed: z.int(), done: z.boolean() }),
      ),
    }),
  }),
  z.object({ event: z.literal('bye'), data: z.object({ reason: z.string() }) }),
  z.object({ event: z.literal('beat'), data: z.object({ at: instant }) }),
]);
export type ServerEvent = z.infer<typeof serverEvent>;
/** How far a running pull is. */
export type Progress = Extract<ServerEvent, { event: 'progress' }>['data'];
