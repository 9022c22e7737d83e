import type { Clock } from '../world/clock.ts';

/** 1,200 requests in five minutes for each token (Cloudflare fundamentals, "Rate limits"); past it, all calls wait. */
const quota = 1200;
const windowSeconds = 300;

interface Window {
  startedAt: number;
  used: number;
}

export interface Allowance {
  allowed: boolean;
  /** Whole seconds until the window resets, rounded up. */
  reset: number;
  /** `Ratelimit` and `Ratelimit-Policy` come with every answer (changelog 2025-09-03). */
  headers: Record<string, string>;
}

export class RateLimit {
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(token: string): Allowance {
    const now = this.#clock.now();
    const known = this.#windows.get(token);
    const current = known && now < known.startedAt + windowSeconds * 1000 ? known : { startedAt: now, used: 0 };
    current.used += 1;
    this.#windows.set(token, current);
    const reset = Math.ceil((current.startedAt + windowSeconds * 1000 - now) / 1000);
    const remaining = Math.max(0, quota - current.used);
    return {
      allowed: current.used <= quota,
      reset,
      headers: {
        ratelimit: `"default";r=${remaining};t=${reset}`,
        'ratelimit-policy': `"default";q=${quota};w=${windowSeconds}`,
      },
    };
  }
}
