import { useId, useState } from 'react';
import type { Samples } from '../../../../contract/api/samples.ts';
import { quantity } from '../../../ui/quantity.ts';
import { clock, exactClock } from '../../../ui/relative-time.ts';
import type { ChartGroup } from './chart-groups.ts';
import { summary } from './figures.ts';
import { lineOf } from './plot-options.ts';
import { Plot } from './plot.tsx';

/** A piece of the line, as it is drawn. */
function LineSample({ index }: { index: number }) {
  const { colour, dash } = lineOf(index);
  return (
    <svg width="14" height="8" viewBox="0 0 14 8" aria-hidden="true">
      <path d="M0 4h14" stroke={`var(--sy-${colour})`} strokeWidth="2" strokeDasharray={dash.join(' ') || undefined} />
    </svg>
  );
}

/** One or some lines of one unit; the values under the pointer, or else the last ones. */
export function Chart({ group, samples, zone }: { group: ChartGroup; samples: Samples; zone: string }) {
  const [at, setAt] = useState<number | null>(null);
  const heading = useId();
  const { points, step } = samples;
  // What was measured last where nobody points: the place of the time is never empty, so that nothing moves.
  const place = at ?? points.findLastIndex((point) => group.series.some((one) => point[one.place] !== null));
  const point = points[place];
  const read = step < 60 ? exactClock : clock;
  return (
    <figure className="sy-chart" aria-labelledby={heading}>
      <figcaption>
        <h3 id={heading}>{group.title}</h3>
        {point && <time dateTime={point[0]}>{read(point[0], zone)}</time>}
        <span className="sy-chart-values">
          {group.series.map(({ name, label, place: column }, index) => {
            const value = point?.[column];
            return (
              <span key={name}>
                {group.series.length > 1 && (
                  <>
                    <LineSample index={index} /> <span className="sy-muted">{label}</span>{' '}
                  </>
                )}
                <b>{typeof value === 'number' ? quantity(group.unit, value) : '–'}</b>
              </span>
            );
          })}
        </span>
      </figcaption>
      <Plot group={group} samples={samples} zone={zone} label={summary(group, points)} onPoint={setAt} />
    </figure>
  );
}
