import { useMemo, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import type { Span } from '../../../../contract/api/samples.ts';
import type { Row } from '../../../api/data-provider.ts';
import { useSamples } from '../../../api/object-queries.ts';
import { read, write } from '../../../app/preferences.ts';
import { useZone } from '../../../app/time-travel.tsx';
import type { WebKind } from '../../../kinds/web-kind.ts';
import { Button } from '../../../ui/button.tsx';
import { useNow } from '../../../ui/now.ts';
import { PageProblem } from '../../../ui/page.tsx';
import { dayAndClock } from '../../../ui/relative-time.ts';
import { useScope } from '../../../ui/scoped-link.tsx';
import { ChartPlaces } from '../charts-coming.tsx';
import { Chart } from './chart.tsx';
import { chartGroups, measuredGroups } from './chart-groups.ts';
import { FiguresTable } from './figures-table.tsx';
import { whyEmpty } from './why-empty.ts';
import './charts.css';

const SPANS: readonly (readonly [span: Span, now: string, then: string])[] = [
  ['hour', 'Last hour', 'Hour before'],
  ['day', 'Last day', 'Day before'],
];
const AS_FIGURES = 'charts-as-figures';

/** The span stands in the address: what is looked at can be shown to others. */
function useSpan(): [Span, (span: Span) => void] {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const params = new URLSearchParams(search);
  const choose = (span: Span) => {
    if (span === 'hour') params.delete('span');
    else params.set('span', span);
    void navigate({ pathname, search: params.toString() }, { replace: true });
  };
  return [params.get('span') === 'day' ? 'day' : 'hour', choose];
}

/** What is measured of an object, over the last hour or day. */
export function Charts({ kind, row }: { kind: WebKind; row: Row }) {
  const scope = useScope();
  const zone = useZone();
  const now = useNow();
  const [span, choose] = useSpan();
  const [asFigures, setAsFigures] = useState(() => read(AS_FIGURES, false));
  const { data, error, refetch } = useSamples(kind, row.id, span, scope);
  // The same in every answer, so that charts are not drawn anew: react-query keeps what is equal.
  const fields = data?.fields;
  const groups = useMemo(() => chartGroups(fields ?? []), [fields]);
  const { drawn, not } = measuredGroups(groups, data?.points ?? []);
  const past = scope.at !== null;
  const something = data?.points.some(([, ...values]) => values.some((value) => value !== null));
  return (
    <section className="sy-card sy-measured" aria-labelledby="measured">
      <div className="sy-card-head sy-charts-head">
        <h2 id="measured">Measured</h2>
        <span className="sy-charts-choice">
          <span role="group" aria-label="Time shown">
            {SPANS.map(([one, label, then]) => (
              <Button key={one} kind="quiet" pressed={span === one} onClick={() => choose(one)}>
                {past ? then : label}
              </Button>
            ))}
          </span>
          <Button
            kind="quiet"
            pressed={asFigures}
            onClick={() => {
              write(AS_FIGURES, !asFigures);
              setAsFigures(!asFigures);
            }}
          >
            Figures
          </Button>
        </span>
      </div>
      <div className="sy-card-body">
        {error && !data ? (
          <PageProblem error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <ChartPlaces kind={kind} row={row} />
        ) : !something ? (
          <p className="sy-muted">{whyEmpty(kind, row, { at: scope.at, now, zone })}</p>
        ) : asFigures ? (
          <FiguresTable samples={data} label="Measured, in figures" />
        ) : (
          <div className="sy-charts">
            {drawn.map((group) => (
              <Chart key={`${span}${group.title}`} group={group} samples={data} zone={zone} />
            ))}
          </div>
        )}
        {something && (
          <p className="sy-charts-note">
            {span === 'day' ? 'Averages of 5 minutes' : `Every ${data!.step} s`}, {dayAndClock(data!.from, zone)} to{' '}
            {dayAndClock(data!.to, zone)} {zone}
            {not.length > 0 && `. Not measured: ${not.map(({ title }) => title.toLowerCase()).join(', ')}`}
          </p>
        )}
      </div>
    </section>
  );
}
