import { z } from 'zod';
import { instant } from '../kinds/field.ts';

/** Something of a plan is due, and no worker has taken it up. */
export const planWaiting = z.object({
  since: instant,
  seconds: z.int().min(0),
  workersRun: z.boolean().describe('Whether any worker is connected.'),
});
export type PlanWaiting = z.infer<typeof planWaiting>;

/** GET /plans/<id>/waiting: null when there is nothing to say. */
export const planWaitingAnswer = z.object({ waiting: planWaiting.nullable() });
export type PlanWaitingAnswer = z.infer<typeof planWaitingAnswer>;

/** So long nobody wonders: workers look for what is due every second. */
export const WAITING_AFTER_SECONDS = 3;
