import type { Bucket } from '../token-bucket.ts';
import type { Plan } from '../world/cloudflare-schema.ts';

/** Of an account, by the zone's plan (cache docs, "Purge cache: availability and limits"). */
const requests: Record<Plan, { perSecond: number; size: number }> = {
  free: { perSecond: 5 / 60, size: 25 },
  pro: { perSecond: 5, size: 25 },
  business: { perSecond: 10, size: 50 },
  enterprise: { perSecond: 50, size: 500 },
};
/** URLs have limits of their own, and are counted one by one. */
const urlsPerSecond: Record<Plan, number> = { free: 800, pro: 1500, business: 1500, enterprise: 3000 };

export const purgeBucket = (plan: Plan, by: string): Bucket =>
  by === 'files'
    ? { name: `URLs ${plan}`, size: urlsPerSecond[plan], perSecond: urlsPerSecond[plan] }
    : { name: `purges ${plan}`, ...requests[plan] };

/** Names in one request. */
export const mostPurged = (plan: Plan, by: string) => (by === 'files' && plan === 'enterprise' ? 500 : 100);
