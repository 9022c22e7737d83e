import type { Clock } from '../world/clock.ts';

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

  /** @returns whether there was a token to take */
  take(owner: string, { name, size, perSecond }: Bucket): boolean {
    const key = `${owner}/${name}`;
    const now = this.#clock.now();
    const last = this.#levels.get(key) ?? { tokens: size, at: now };
    const tokens = Math.min(size, last.tokens + (Math.max(0, now - last.at) / 1000) * perSecond);
    this.#levels.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    return tokens >= 1;
  }
}
