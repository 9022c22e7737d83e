import { z } from 'zod';

/** RFC 9457. `errors` maps a field, value or parameter to what is wrong with it. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  requestId: z.string(),
  errors: z.record(z.string(), z.string()).optional(),
});
export type Problem = z.infer<typeof problem>;
