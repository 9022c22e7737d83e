import { z } from 'zod';
import { instantOf } from '../lists/query-fields.ts';

export const atInstant = z
  .string()
  .transform((text, issues) => {
    const instant = instantOf(text);
    if (instant !== undefined) return instant;
    issues.addIssue({ code: 'custom', message: 'not an instant such as 2026-11-20T09:00:00Z' });
    return z.NEVER;
  })
  .describe('As it was at this instant.');

export const atQuery = z.strictObject({ at: atInstant.optional() });
