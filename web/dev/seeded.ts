/** Numbers that look random and are the same at every start (mulberry32), so that screenshots and tests repeat. */
export function seeded(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    below: (limit: number) => Math.floor(next() * limit),
    of: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
  };
}

let made = 0;
/** UUIDs of the right shape, in the order of their making. */
export const newId = (): string => `01930000-0000-7000-8000-${(made += 1).toString(16).padStart(12, '0')}`;
