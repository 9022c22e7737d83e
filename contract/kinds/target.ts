import { z } from 'zod';

/** One registered target of a target group or classic load balancer, with the provider's word on its health. */
export const target = z.object({
  /** Instance id, address, load balancer or function, by the group's target type. */
  id: z.string(),
  port: z.int().nullable(),
  health: z.enum(['healthy', 'unhealthy', 'initial', 'draining', 'unused', 'unavailable', 'unknown']),
  reason: z.string().nullable(),
});
export type Target = z.infer<typeof target>;
