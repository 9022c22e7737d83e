/**
 * The lab's time. It runs with the real clock until somebody moves it: `switchyard lab tick 2d` makes tomorrow's
 * maintenance happen now, and tests freeze it, so that token buckets and expiries never depend on the machine's speed.
 */
export class Clock {
  #offset = 0;
  #frozenAt: number | undefined;

  /** Milliseconds since the epoch. */
  now(): number {
    return (this.#frozenAt ?? Date.now()) + this.#offset;
  }

  date(): Date {
    return new Date(this.now());
  }

  /** @param milliseconds may be negative: clocks of real machines go back, too */
  advance(milliseconds: number): void {
    this.#offset += milliseconds;
  }

  /** Stops the clock, at the given time or now. */
  freeze(at = this.now()): void {
    this.#offset = 0;
    this.#frozenAt = at;
  }

  get offset(): number {
    return this.#offset;
  }
}
