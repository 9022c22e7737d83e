import { SystemError } from './errors.ts';
import type { Pacing, PullTools } from './system.ts';

export interface PacingClock {
  /** Milliseconds that only go forward. */
  now(): number;
  /** @throws the signal's reason as soon as it is aborted */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/**
 * What is left of the budgets of one source, by family. A provider counts over its own window and not over our pulls: whoever
 * pulls a source again hands in the same budgets, so that a new pull does not begin with a full one.
 */
export type Budgets = Map<string, Budget>;
export const createBudgets = (): Budgets => new Map();

/** A wait longer than this ends in an error instead: the run gives its lease back and is due again when the provider answers. */
const PATIENCE_MS = 60_000;

/**
 * The source's budget, as connectors see it.
 *
 * `turn` waits while the family's bucket is empty or the provider has asked for a pause, in the order of the calls (a
 * pause lets all who waited through it go at its end). @throws SystemError `rate-limited` with `retryAfter` when the wait would pass a minute; the signal's reason when
 * that ends it.
 *
 * Concurrency is not counted here, since nobody says when a request is over: connectors run `pacing.concurrency` parts at
 * once (`concurrently`).
 */
export function createPacing(
  pacing: Pacing,
  signal: AbortSignal,
  more: { budgets?: Budgets; clock?: PacingClock; patienceMs?: number } = {},
): Pick<PullTools, 'turn' | 'remaining'> {
  const { budgets = createBudgets(), clock = realClock, patienceMs = PATIENCE_MS } = more;
  const budgetOf = (family = '') => {
    const found = budgets.get(family) ?? new Budget(limitsOf(pacing, family));
    budgets.set(family, found);
    return found;
  };
  return {
    async turn(family) {
      signal.throwIfAborted();
      const budget = budgetOf(family);
      const place = budget.take(clock.now(), patienceMs);
      for (;;) {
        const wait = budget.waitFor(place, clock.now());
        if (wait <= 0) return;
        if (wait > patienceMs) throw tooLong(family, wait);
        await clock.sleep(wait, signal);
      }
    },
    remaining(family, left, seconds) {
      budgetOf(family).tell(clock.now(), left, seconds);
    },
  };
}

/** The budget of a family: its own by the longest prefix of its name, or the source's. */
export function limitsOf(pacing: Pacing, family: string): { requests: number; seconds: number; concurrency: number } {
  const prefix = Object.keys(pacing.families ?? {})
    .filter((each) => family.startsWith(each))
    .sort((a, b) => b.length - a.length)[0];
  return (prefix === undefined ? undefined : pacing.families?.[prefix]) ?? pacing;
}

/** A token bucket (kept as the time at which it is full again) under the provider's own word on what is left. */
class Budget {
  readonly #msPerToken: number;
  readonly #capacity: number;
  #fullAt = Number.NEGATIVE_INFINITY;
  #window = { left: 0, until: Number.NEGATIVE_INFINITY };
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(limits: { requests: number; seconds: number }) {
    this.#capacity = limits.requests;
    this.#msPerToken = (limits.seconds * 1000) / limits.requests;
  }

  /** @returns when the turn may begin; a turn that is too far off is not taken, so that giving up costs nothing */
  take(now: number, patience: number): number {
    const isTold = this.#window.until > now;
    const isSpent = isTold && this.#window.left <= 0;
    const fullAt = Math.max(this.#fullAt, now);
    const hasToken = fullAt - (this.#capacity - 1) * this.#msPerToken;
    const begins = Math.max(now, hasToken, this.#pausedUntil, isSpent ? this.#window.until : now);
    if (begins - now > patience) return begins;
    if (isTold && !isSpent) this.#window.left -= 1;
    this.#fullAt = fullAt + this.#msPerToken;
    return begins;
  }

  /** While somebody waits, the provider may have asked everybody to stop. */
  waitFor(begins: number, now: number): number {
    return Math.max(begins, this.#pausedUntil) - now;
  }

  /** Answers overtake each other: within one window only a smaller number is news, and a pause lasts to its end. */
  tell(now: number, left: number, seconds: number): void {
    const until = now + seconds * 1000;
    if (left <= 0) this.#pausedUntil = Math.max(this.#pausedUntil, until);
    else if (this.#window.until <= now || until > this.#window.until + NEXT_WINDOW_MS) this.#window = { left, until };
    else this.#window.left = Math.min(this.#window.left, left);
  }
}

/** Windows are told in whole seconds: an end that is later by more than this belongs to the next window. */
const NEXT_WINDOW_MS = 2000;

function tooLong(family: string | undefined, wait: number): SystemError {
  const seconds = Math.ceil(wait / 1000);
  const what = family === undefined ? 'The request budget' : `The request budget of ${family}`;
  return new SystemError('rate-limited', `${what} is used up for ${seconds} s`, { retryAfter: seconds });
}

const realClock: PacingClock = {
  now: () => performance.now(),
  sleep(milliseconds, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      signal.addEventListener('abort', stop, { once: true });
    });
  },
};
