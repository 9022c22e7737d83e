import { z } from 'zod';
import { instant } from '../kinds/field.ts';
import { SOURCE_HEALTH } from '../kinds/sources.ts';
import { neighbour } from './links.ts';

/**
 * GET /overview?clusterId=&at= : what one wants to know without a click, now or as it was at an instant. Only what the reader may see.
 * Sources have no past: with `at` there are none.
 */
export const overview = z.object({
  /** The instant that it is about. */
  at: instant,
  sources: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      system: z.string(),
      health: z.enum(SOURCE_HEALTH),
      lastCompleteAt: instant.nullable(),
      staleAt: instant.nullable(),
      nextPullAt: instant.nullable(),
      rows: z.int(),
      /** Newest last, at most 20. */
      runs: z.array(
        z.object({
          id: z.uuid(),
          state: z.string(),
          startedAt: instant,
          seconds: z.number().nullable(),
          created: z.int(),
          updated: z.int(),
          gone: z.int(),
        }),
      ),
    }),
  ),
  /** Live objects per kind, with the number at the end of each of the last 30 days (oldest first; fewer while young). */
  counts: z.array(
    z.object({ kind: z.string(), count: z.int(), days: z.array(z.object({ day: z.string(), count: z.int() })) }),
  ),
  findings: z.object({ failing: z.int(), attention: z.int(), note: z.int() }),
  /** Events of the next 14 days, soonest first, with how many objects each touches. */
  maintenance: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      code: z.string(),
      notBefore: instant.nullable(),
      notAfter: instant.nullable(),
      clusterId: z.uuid().nullable(),
      instance: neighbour.nullable(),
      touches: z.int(),
    }),
  ),
  /** What changed in the 24 hours before, per hour and kind; `hour` is its start. Kept for 30 days. */
  changes: z.array(z.object({ hour: instant, kind: z.string(), created: z.int(), updated: z.int(), gone: z.int() })),
});
export type Overview = z.infer<typeof overview>;
