/** When, and what was measured then: null where it could not be told. */
export type Point = [at: string, ...values: (number | null)[]];

/** A measurement may be late by as much as it takes to ask; from here on one was left out. */
const LEFT_OUT_AFTER_STEPS = 2.5;

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
const nothing = (at: number, like: Point): Point => [iso(at), ...like.slice(1).map(() => null)] as Point;

/** Between points that are too far apart for nothing to be missing stands one without values. */
export function withGaps(points: readonly Point[], step: number): Point[] {
  return points.flatMap((point, n) => {
    const before = points[n - 1];
    if (!before) return [point];
    const [earlier, at] = [Date.parse(before[0]), Date.parse(point[0])];
    if (at - earlier <= LEFT_OUT_AFTER_STEPS * step * 1000) return [point];
    return [nothing(earlier + step * 1000, point), point];
  });
}

/** A point for every step of the window, with and without values; none where nothing was measured at all. */
export function evenSteps(
  points: readonly Point[],
  { from, to, step }: { from: string; to: string; step: number },
): Point[] {
  const model = points[0];
  if (!model) return [];
  const byTime = new Map(points.map((point) => [Date.parse(point[0]), point]));
  const size = step * 1000;
  const all: Point[] = [];
  for (let at = Math.ceil(Date.parse(from) / size) * size; at <= Date.parse(to); at += size)
    all.push(byTime.get(at) ?? nothing(at, model));
  return all;
}
