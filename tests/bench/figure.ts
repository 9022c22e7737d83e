/** One measured figure against the physical limit measured in the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The bare thing: raw staging and MERGE, a bare query, a raw pipe. */
  limit?: number;
  ratio?: number;
  /** In words, such as "≤ 0.35 ×". */
  aim?: string;
  holds?: boolean;
}

const round = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** `most`: the ratio (or the value, without a limit) may not be above; `least`: not below. */
export function figure(
  name: string,
  value: number,
  unit: string,
  { limit, most, least }: { limit?: number; most?: number; least?: number } = {},
): Figure {
  const ratio = limit === undefined ? undefined : value / limit;
  const judged = ratio ?? value;
  const sign = ratio === undefined ? unit : '×';
  const aim = most !== undefined ? `≤ ${most} ${sign}` : least !== undefined ? `≥ ${least} ${sign}` : undefined;
  const holds = most !== undefined ? judged <= most : least !== undefined ? judged >= least : undefined;
  return {
    name,
    value: round(value),
    unit,
    ...(limit === undefined ? {} : { limit: round(limit), ratio: round(ratio!) }),
    ...(aim ? { aim, holds } : {}),
  };
}

export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

export const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
export const percentile = (values: number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
