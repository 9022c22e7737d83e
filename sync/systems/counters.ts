/** What only ever grows, by name, at one look. */
export interface Look {
  /** Milliseconds, of any clock that is the same for all looks at one object. */
  at: number;
  counters: ReadonlyMap<string, bigint | number>;
}

const FORGOTTEN_MS = 5 * 60 * 1000;

/** Looks of before, by source and object, which rates are made of. In this process alone: another worker's first look has no rates, and its second has. */
const looks = new Map<string, { look: Look; notedAt: number }>();

/**
 * Notes a look.
 * @returns the one before; undefined when it is the first, or the last was too long ago to say anything of now
 */
export function noteLook(key: string, look: Look): Look | undefined {
  // By a clock of its own: systems count time from different beginnings, and one's looks must not make the others' old.
  const notedAt = performance.now();
  const old = (noted: number) => notedAt - noted > FORGOTTEN_MS;
  const before = looks.get(key);
  // Anew, so that the oldest come first.
  looks.delete(key);
  looks.set(key, { look, notedAt });
  for (const [other, noted] of looks) {
    if (!old(noted.notedAt)) break;
    looks.delete(other);
  }
  return before && !old(before.notedAt) ? before.look : undefined;
}

/**
 * Growth of all counters whose names begin so, of those that both looks have: a disk that was added brings its past along.
 * @returns null where there was no look before, or none of them, or one was reset
 */
export function growth(before: Look | undefined, now: Look, prefix: string): number | null {
  if (!before) return null;
  let sum: number | null = null;
  for (const [name, value] of now.counters) {
    const then = name.startsWith(prefix) ? before.counters.get(name) : undefined;
    if (then === undefined) continue;
    if (value < then) return null;
    sum = (sum ?? 0) + (typeof value === 'bigint' ? Number(value - BigInt(then)) : value - Number(then));
  }
  return sum;
}

export function ratePerSecond(before: Look | undefined, now: Look, prefix: string): number | null {
  const grown = growth(before, now, prefix);
  return grown === null || !before || now.at <= before.at ? null : (grown * 1000) / (now.at - before.at);
}
