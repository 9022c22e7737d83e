import uPlot from 'uplot';
import { sizes } from '../../../theme/tokens.ts';
import { quantity } from '../../../ui/quantity.ts';
import { clock } from '../../../ui/relative-time.ts';
import type { ChartGroup } from './chart-groups.ts';

/** Lines tell apart by colour and by their dashes. */
export const LINES = [
  { colour: 'series-1', dash: [] },
  { colour: 'series-6', dash: [6, 3] },
  { colour: 'series-2', dash: [2, 3] },
  { colour: 'series-4', dash: [9, 3, 2, 3] },
] as const;
export const lineOf = (index: number) => LINES[index % LINES.length]!;

/** Canvas knows no CSS variables. Asked for at each drawing, so that a change of theme needs no more than one. */
const token = (name: string) => () =>
  getComputedStyle(document.documentElement).getPropertyValue(`--sy-${name}`).trim();

/** Steps of sizes are powers of two; of other numbers, uPlot's own. */
const SIZE_STEPS = Array.from({ length: 60 }, (_, power) => 2 ** power);

/** One or two values make no line that could be seen. */
const isAlmostAlone = ({ data }: uPlot, series: number): boolean =>
  Array.from(data[series]!).filter((value) => typeof value === 'number').length < 3;

/** What is counted comes whole. */
const COUNT_STEPS = [1, 2, 5]
  .flatMap((step) => Array.from({ length: 12 }, (_, power) => step * 10 ** power))
  .toSorted((one, other) => one - other);

const AXIS = {
  font: `11px ${sizes.font}`,
  stroke: token('muted'),
  ticks: { show: false },
  gap: 6,
} satisfies uPlot.Axis;

interface Asked {
  group: ChartGroup;
  zone: string;
  width: number;
  height: number;
  /** The instants, in seconds, between which is drawn. They move on as time goes by. */
  window: () => [from: number, to: number];
  /** The point under the pointer; null: the pointer is elsewhere. */
  onPoint: (index: number | null) => void;
}

/** All charts of a page share the crosshair. */
const CROSSHAIR = 'measured';

export function plotOptions({ group, zone, width, height, window, onPoint }: Asked): uPlot.Options {
  const inBytes = group.unit === 'bytes' || group.unit === 'bytes-per-second';
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 16, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
    cursor: {
      sync: { key: CROSSHAIR, setSeries: false },
      drag: { x: false, y: false },
      points: { size: 7 },
    },
    scales: {
      x: { range: () => window() },
      // From zero: a line that trembles at 80 % should not look like one that doubles. A share is of one, unless it exceeds that.
      y: { range: (_, __, most) => [0, group.unit === 'share' ? Math.max(1, most) : most > 0 ? most * 1.1 : 1] },
    },
    axes: [
      {
        ...AXIS,
        size: 24,
        space: 64,
        grid: { stroke: token('line'), width: 1 },
        values: (_, splits) => splits.map((seconds) => clock(new Date(seconds * 1000).toISOString(), zone)),
      },
      {
        ...AXIS,
        size: 66,
        space: 22,
        grid: { stroke: token('line'), width: 1 },
        ...(inBytes ? { incrs: SIZE_STEPS } : group.unit === 'count' ? { incrs: COUNT_STEPS } : {}),
        values: (_, splits) => splits.map((value) => quantity(group.unit, value)),
      },
    ],
    series: [
      {},
      ...group.series.map(({ label }, index): uPlot.Series => {
        const { colour, dash } = lineOf(index);
        return { label, stroke: token(colour), width: 1.5, dash: [...dash], points: { show: isAlmostAlone, size: 5 } };
      }),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)] },
  };
}
