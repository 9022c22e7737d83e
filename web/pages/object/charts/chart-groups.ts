import type { Samples } from '../../../../contract/api/samples.ts';
import { sentence } from '../../../../contract/kinds/label.ts';

export type SampledField = Samples['fields'][number];

/** What one chart shows: values of one unit, and where they stand in a point. */
export interface ChartGroup {
  title: string;
  unit: SampledField['unit'];
  series: readonly { name: string; label: string; place: number }[];
}

const firstWord = (name: string) => name.replace(/[A-Z].*$/, '');

/** Fields that follow each other share a chart when they count the same of the same: `diskRead` and `diskWritten`. */
export function chartGroups(fields: readonly SampledField[]): ChartGroup[] {
  const groups: SampledField[][] = [];
  for (const field of fields) {
    const [before] = groups.at(-1) ?? [];
    const together = before?.unit === field.unit && firstWord(before.name) === firstWord(field.name);
    if (together) groups.at(-1)!.push(field);
    else groups.push([field]);
  }
  return groups.map((group) => {
    const [{ name, label, unit }] = group as [SampledField];
    const title = group.length === 1 ? label : sentence(firstWord(name));
    const series = group.map((field) => ({
      name: field.name,
      label: field.label === title ? title : field.label.replace(`${title} `, ''),
      place: fields.indexOf(field) + 1,
    }));
    return { title, unit, series };
  });
}

/** Groups of which something was measured, and those of which nothing was: a primary has no lag, some hypervisors count no disks. */
export function measuredGroups(
  groups: readonly ChartGroup[],
  points: Samples['points'],
): { drawn: readonly ChartGroup[]; not: readonly ChartGroup[] } {
  const measured = ({ series }: ChartGroup) =>
    points.some((point) => series.some(({ place }) => typeof point[place] === 'number'));
  return { drawn: groups.filter(measured), not: groups.filter((group) => !measured(group)) };
}
