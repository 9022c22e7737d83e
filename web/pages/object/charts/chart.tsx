import { useId, useState } from 'react';
import type { Samples } from '../../../../contract/api/samples.ts';
import { quantity } from '../../../ui/quantity.ts';
import { exactClock } from '../../../ui/relative-time.ts';
import type { ChartGroup } from './chart-groups.ts';
import { figuresOf, summary, valuesAt } from './figures.ts';
import { lineOf } from './plot-options.ts';
import { Plot } from './plot.tsx';

/** A piece of the line, as it is drawn. */
function LineSample({ index }: { index: number }) {
  const { colour, dash } = lineOf(index);
  return (
    <svg width="18" height="8" viewBox="0 0 18 8" aria-hidden="true">
      <path d="M0 4h18" stroke={`var(--sy-${colour})`} strokeWidth="2" strokeDasharray={dash.join(' ') || undefined} />
    </svg>
  );
}

/** One or some lines of one unit; the values under the pointer, or else the last ones. */
export function Chart({ group, samples, zone }: { group: ChartGroup; samples: Samples; zone: string }) {
  const [at, setAt] = useState<number | null>(null);
  const heading = useId();
  const point = at === null ? undefined : samples.points[at];
  return (
    <figure className="sy-chart" aria-labelledby={heading}>
      <figcaption>
        <h3 id={heading}>{group.title}</h3>
        <span className="sy-chart-values">
          {point && <time dateTime={point[0]}>{exactClock(point[0], zone)}</time>}
          {group.series.map(({ name, label, place }, index) => {
            const values = valuesAt(samples.points, place);
            const value = at === null ? figuresOf(values)?.last : values[at];
            return (
              <span key={name}>
                {group.series.length > 1 && (
                  <>
                    <LineSample index={index} /> <span className="sy-muted">{label}</span>{' '}
                  </>
                )}
                <b>{value === null || value === undefined ? '–' : quantity(group.unit, value)}</b>
              </span>
            );
          })}
        </span>
      </figcaption>
      <Plot group={group} samples={samples} zone={zone} label={summary(group, samples.points)} onPoint={setAt} />
    </figure>
  );
}
