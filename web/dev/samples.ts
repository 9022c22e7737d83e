import type { Samples, Span } from '../../contract/api/samples.ts';
import type { Unit } from '../../contract/kinds/field.ts';
import { type Kind, measuredFields } from '../../contract/kinds/kind.ts';
import { labelOf } from '../../contract/kinds/label.ts';
import { SAMPLES_KEPT_HOURS } from '../../contract/retention.ts';
import { measuredEvery } from '../../contract/systems/all.ts';
import type { Thing } from './estate.ts';
import { seeded } from './seeded.ts';

const HOUR = 3_600_000;

/** Waves about the last value, the same for an instant whenever it is asked for, with a gap of some minutes. */
function valueAt(last: unknown, unit: Unit, place: number, at: number): number | null {
  const minute = Math.floor(at / 60_000);
  if (typeof last !== 'number' || minute % 97 < 6) return null;
  const noise = seeded(minute * 31 + place).next() - 0.5;
  const value = last * (1 + 0.25 * Math.sin(at / HOUR + place) + 0.12 * Math.sin(at / 240_000) + 0.2 * noise);
  return unit === 'share' ? Math.min(1, Math.max(0, value)) : Math.max(0, value);
}

export function samplesOf(kind: Kind, thing: Thing, span: Span, at: string | null): Samples {
  const to = at === null ? Date.now() : Date.parse(at);
  const from = to - (span === 'hour' ? HOUR : 24 * HOUR);
  const step = span === 'hour' ? measuredEvery(kind.name)! : 300;
  const fields = measuredFields(kind).map((name) => {
    const field = kind.fields[name]!;
    return { name, label: labelOf(name, field), unit: field.format as Unit };
  });
  const kept = Date.now() - SAMPLES_KEPT_HOURS * HOUR;
  const points: Samples['points'] = [];
  for (let time = Math.ceil(from / (step * 1000)) * step * 1000; time <= to; time += step * 1000)
    if (time > kept && fields.some(({ name }) => thing[name] !== null))
      points.push([
        new Date(time).toISOString(),
        ...fields.map(({ name, unit }, place) => valueAt(thing[name], unit, place, time)),
      ]);
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), step, fields, points };
}
