import type { Samples } from '../../../../contract/api/samples.ts';
import { quantity } from '../../../ui/quantity.ts';
import type { ChartGroup } from './chart-groups.ts';

/** What a line comes to. */
export interface Figures {
  least: number;
  mean: number;
  most: number;
  last: number;
}

type Points = Samples['points'];

export const valuesAt = (points: Points, place: number): (number | null)[] =>
  points.map((point) => (point[place] as number | null | undefined) ?? null);

/** null: nothing was measured. */
export function figuresOf(values: readonly (number | null)[]): Figures | null {
  const told = values.filter((value) => value !== null);
  const last = told.at(-1);
  if (last === undefined) return null;
  return {
    least: told.reduce((a, b) => Math.min(a, b)),
    mean: told.reduce((a, b) => a + b) / told.length,
    most: told.reduce((a, b) => Math.max(a, b)),
    last,
  };
}

/** A chart in one sentence, for who does not see it. */
export function summary({ title, unit, series }: ChartGroup, points: Points): string {
  const parts = series.map(({ label, place }) => {
    const figures = figuresOf(valuesAt(points, place));
    const name = series.length === 1 ? '' : `${label} `;
    if (!figures) return `${name}not measured`;
    const [least, mean, most, last] = (['least', 'mean', 'most', 'last'] as const).map((one) => quantity(unit, figures[one])); // prettier-ignore
    return `${name}now ${last}, between ${least} and ${most}, ${mean} on average`;
  });
  return `${title}: ${parts.join('; ')}.`;
}
