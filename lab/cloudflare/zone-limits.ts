import type { Plan } from '../world/cloudflare-schema.ts';

/** What a zone may have depends on its plan (DNS docs: record attributes, batch record changes, records quota). */
export interface ZoneLimits {
  /** Operations in one batch. */
  batch: number;
  records: number;
  commentLength: number;
  tags: number;
  /** Seconds; 1 is always allowed and means "automatic". */
  leastTtl: number;
}

export const zoneLimits: Record<Plan, ZoneLimits> = {
  free: { batch: 200, records: 200, commentLength: 100, tags: 0, leastTtl: 60 },
  pro: { batch: 3500, records: 3500, commentLength: 500, tags: 20, leastTtl: 60 },
  business: { batch: 3500, records: 3500, commentLength: 500, tags: 20, leastTtl: 60 },
  enterprise: { batch: 3500, records: 1_000_000, commentLength: 500, tags: 20, leastTtl: 30 },
};
export const mostTtl = 86_400;
