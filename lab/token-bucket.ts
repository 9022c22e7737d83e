import type { Clock } from './world/clock.ts';

export interface Bucket {
  /** What shares the tokens, within an account and region. */
  name: string;
  size: number;
  perSecond: number;
}

/** Token buckets that refill with the lab's clock: with the clock frozen, a test drains one exactly. */
export class TokenBuckets {
  readonly #clock: Clock;
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns whether there were so many tokens to take; if not, none is taken */
  take(owner: string, bucket: Bucket, count = 1): boolean {
    return this.wait(owner, bucket, count) === 0;
  }

  /** The same. @returns seconds until there are as many; 0: they were taken */
  wait(owner: string, { name, size, perSecond }: Bucket, count: number): number {
    const key = `${owner}/${name}`;
    const now = this.#clock.now();
    const last = this.#levels.get(key) ?? { tokens: size, at: now };
    const tokens = Math.min(size, last.tokens + (Math.max(0, now - last.at) / 1000) * perSecond);
    this.#levels.set(key, { tokens: tokens < count ? tokens : tokens - count, at: now });
    return tokens < count ? (count - tokens) / perSecond : 0;
  }
}
