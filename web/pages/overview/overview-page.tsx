import { Fragment } from 'react';
import { KEPT_DAYS } from '../../../contract/retention.ts';
import { useOverview } from '../../app/overview-query.ts';
import { usePlansAtWork } from '../../app/plans-at-work.ts';
import { useMe } from '../../app/session.ts';
import { useZone } from '../../app/time-travel.tsx';
import { capital, countOf, kindNamed } from '../../kinds/find.ts';
import { EventLine } from '../../ui/event-line.tsx';
import { Lines } from '../../ui/late.tsx';
import { useNow } from '../../ui/now.ts';
import { PageProblem, useTitle } from '../../ui/page.tsx';
import { dayAndClock } from '../../ui/relative-time.ts';
import { Link, useScope, useShown } from '../../ui/scoped-link.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { PHONE, useMedia } from '../../ui/use-media.ts';
import { NoSource } from '../list-empty.tsx';
import { SourceTile } from '../sources/source-tile.tsx';
import { ChangeStrip } from './change-strip.tsx';
import { OpenFindings } from './open-findings.tsx';
import { OpenPlans } from './open-plans.tsx';
import { Part } from './part.tsx';
import { sentence } from './sentence.ts';
import './overview.css';

/** The 24 hours before an instant have to be whole. */
const CHANGES_KEPT = (KEPT_DAYS.runs - 1) * 86_400_000;

const glue = (index: number) => (index === 0 ? '' : '; ');

export function OverviewPage() {
  const who = useMe();
  const { data, error, refetch } = useOverview();
  const { at } = useScope();
  const zone = useZone();
  const now = useNow();
  const shown = useShown();
  const phone = useMedia(PHONE);
  const atWork = usePlansAtWork();
  // Plans have no past.
  const plans = at ? { running: 0, waiting: 0 } : atWork;
  useTitle('Overview');
  if (error && !data) return <PageProblem page error={error} onRetry={() => void refetch()} />;
  if (!data) return <Lines count={8} />;
  const pieces = sentence(data, plans);
  const counts = data.counts.filter(({ count, days }) => count > 0 || days.some((day) => day.count > 0));
  if (!at && data.sources.length === 0 && counts.length === 0 && who?.clusterIds === null) {
    return (
      <>
        <h1 className="sy-hidden">Overview</h1>
        <NoSource />
      </>
    );
  }
  return (
    <div className="sy-overview">
      <h1>
        {pieces.map(({ text, to }, index) => (
          <Fragment key={text}>
            {glue(index)}
            {to ? <Link to={to}>{text}</Link> : text}
          </Fragment>
        ))}
        .
      </h1>
      <Part title="Open findings" aside={<Link to="/findings?state=open">All</Link>}>
        <OpenFindings expected={data.findings.failing + data.findings.attention} />
      </Part>
      {!at && <OpenPlans />}
      <Part
        title={at ? 'Maintenance, the 14 days after' : 'Maintenance, next 14 days'}
        aside={<span className="sy-muted">{zone}</span>}
      >
        {data.maintenance.length === 0 ? (
          <p className="sy-muted">{at ? 'No work was announced.' : 'No work is announced.'}</p>
        ) : phone ? (
          <ul className="sy-finding-list">
            {data.maintenance.map((event) => (
              <li key={event.id}>
                <span className="sy-finding-title">
                  <Link to={`/maintenance-events/${event.id}`}>{event.name}</Link>
                  <span className="sy-muted">
                    {event.notBefore ? dayAndClock(event.notBefore, zone) : 'time not told'} · touches {event.touches}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        ) : (
          <EventLine events={data.maintenance} zone={zone} />
        )}
      </Part>
      <Part
        title={at ? 'Changed in the 24 hours before' : 'Changed in the last 24 hours'}
        aside={<span className="sy-muted">{zone}</span>}
      >
        {now - shown > CHANGES_KEPT ? (
          <p className="sy-muted">
            Changes are counted for {KEPT_DAYS.runs} days; what was counted then is kept no more.
          </p>
        ) : (
          <ChangeStrip changes={data.changes} zone={zone} now={shown} />
        )}
      </Part>
      {(at ? who?.clusterIds === null : data.sources.length > 0) && (
        <section aria-label="Sources">
          <div className="sy-overview-head">
            <h2>Sources</h2>
            <Link to="/sources">{at ? 'As they are now' : capital(countOf(data.sources.length, 'sources'))}</Link>
          </div>
          {at ? (
            <p className="sy-muted">Sources have no past.</p>
          ) : (
            <div className="sy-source-tiles">
              {data.sources.map((source) => (
                <SourceTile key={source.id} source={source} />
              ))}
            </div>
          )}
        </section>
      )}
      <Part title="Objects" aside={<span className="sy-muted">30 days</span>}>
        <ul className="sy-counts">
          {counts.map(({ kind, count, days }) => (
            <li key={kind}>
              <Link to={`/${kindNamed(kind)?.path ?? kind}`}>
                <span>{capital(kindNamed(kind)?.many ?? kind)}</span>
                <Sparkline
                  values={days.map((day) => day.count)}
                  label={`${kindNamed(kind)?.many} in the last 30 days`}
                />
                <b>{count.toLocaleString('en')}</b>
              </Link>
            </li>
          ))}
        </ul>
      </Part>
    </div>
  );
}
