/** Counters of one object at one look, and when that was. */
interface Look {
  at: number;
  counts: Readonly<Record<string, number>>;
}

/** Older looks tell an average of a time that nobody asked for. */
const KEPT_MS = 5 * 60_000;

/**
 * What counters grew by a second, from the look before, which is kept in memory alone: a rate is no fact that must outlast a restart.
 * One for a system: looks are told apart by source and object.
 */
export class Rates {
  readonly #looks = new Map<string, Look>();

  /** @returns for each counter its rate, or null on the first look, or where it went back: whatever counts began anew */
  of<C extends Record<string, number>>(
    source: string,
    object: string,
    counts: C,
    at: Date,
  ): { [P in keyof C]: number | null } {
    const key = `${source} ${object}`;
    const now = at.getTime();
    this.#forget(now);
    const before = this.#looks.get(key);
    // Looks stand in the order of their time, so that the oldest are found at once.
    this.#looks.delete(key);
    this.#looks.set(key, { at: now, counts });
    const seconds = before === undefined ? 0 : (now - before.at) / 1000;
    const rate = (name: string, count: number) => {
      const former = before?.counts[name];
      return seconds <= 0 || former === undefined || count < former ? null : (count - former) / seconds;
    };
    return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, rate(name, count)])) as {
      [P in keyof C]: number | null;
    };
  }

  #forget(now: number): void {
    for (const [key, look] of this.#looks) {
      if (now - look.at <= KEPT_MS) return;
      this.#looks.delete(key);
    }
  }
}
