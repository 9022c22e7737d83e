export interface Span {
  id: string;
  from: number;
  to: number;
}
export interface Laned<T extends Span> {
  span: T;
  lane: number;
  /** Percent of the whole. */
  left: number;
  width: number;
}

/** A label needs this much room, in percent, so that two names do not lie over each other. */
const LABEL = 16;

/** Puts spans of time into as few lanes as they need, in the order of their start. What lies outside is cut at the ends. */
export function lanes<T extends Span>(spans: readonly T[], start: number, end: number): Laned<T>[] {
  const until: number[] = [];
  const whole = end - start;
  return spans
    .filter(({ from, to }) => to >= start && from <= end)
    .toSorted((one, other) => one.from - other.from)
    .map((span) => {
      const left = ((Math.max(span.from, start) - start) / whole) * 100;
      const width = Math.max(0, ((Math.min(span.to, end) - start) / whole) * 100 - left);
      const free = until.findIndex((busy) => busy <= left);
      const lane = free === -1 ? until.length : free;
      until[lane] = left + Math.max(width, LABEL);
      return { span, lane, left, width };
    });
}
