import type { Bucket } from '../token-bucket.ts';

/**
 * Throttling of the Elastic Load Balancing API (elb-api-throttling.html): reads 40, 10 a second, per account and
 * region; the two versions of the API have buckets of their own. Changes have less; the lab takes the least it may be.
 */
export const elbReads = (version: 'v1' | 'v2') => (): Bucket => ({
  name: `elb-${version}/read`,
  size: 40,
  perSecond: 10,
});
export const elbWrites = (version: 'v1' | 'v2') => (): Bucket => ({
  name: `elb-${version}/write`,
  size: 20,
  perSecond: 3,
});
