import { useQueryClient } from '@tanstack/react-query';
import { Fragment, useEffect, useRef } from 'react';
import type { History } from '../../../contract/api/links.ts';
import type { Row } from '../../api/data-provider.ts';
import { useHistory } from '../../api/object-queries.ts';
import { useMe } from '../../app/session.ts';
import { useTravel, useZone } from '../../app/time-travel.tsx';
import { fieldOf, objectPath } from '../../kinds/find.ts';
import { sentence } from '../../../contract/kinds/label.ts';
import { itsPlansPath, useItsPlans } from '../../planning/use-its-plans.ts';
import type { WebField, WebKind } from '../../kinds/web-kind.ts';
import { Button } from '../../ui/button.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageProblem } from '../../ui/page.tsx';
import { clock, exactTime } from '../../ui/relative-time.ts';
import { isUnit, quantity } from '../../ui/quantity.ts';
import { Link, useScope } from '../../ui/scoped-link.tsx';
import { severityMark, StatusMark, type Mark } from '../../ui/status.tsx';
import { planMark, TimelinePlan } from './timeline-plan.tsx';

type Item = History['items'][number];

const WHAT: Record<Item['what'], readonly [words: string, mark: Mark]> = {
  created: ['First seen', 'ok'],
  changed: ['Changed', 'working'],
  gone: ['Gone', 'gone'],
  returned: ['Came back', 'ok'],
  linked: ['Linked to', 'note'],
  unlinked: ['No longer linked to', 'note'],
  'finding-opened': ['Finding opened', 'attention'],
  'finding-closed': ['Finding closed', 'ok'],
  plan: ['Plan', 'note'],
};

/** One of several: of an object, what it says, in its order. */
const inWords = (one: unknown): string =>
  typeof one === 'object' && one !== null
    ? Object.values(one)
        .filter((value) => value !== null && value !== '')
        .map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)))
        .join(' ')
    : String(one);

function Said({ field, value, zone }: { field: WebField | undefined; value: unknown; zone: string }) {
  if (field && isUnit(field.format) && typeof value === 'number') return <code>{quantity(field.format, value)}</code>;
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
    return <span className="sy-none">nothing</span>;
  if (field?.format === 'when' && typeof value === 'string') return <span>{exactTime(value, zone)}</span>;
  if (Array.isArray(value))
    return <code>{value.map(inWords).join(value.some((one) => typeof one === 'object') ? '; ' : ', ')}</code>;
  return <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>;
}

function Entry({ kind, item, zone }: { kind: WebKind; item: Item; zone: string }) {
  const travel = useTravel();
  const who = useMe();
  const [words, usual] = WHAT[item.what];
  const severity = item.what === 'finding-opened' ? item.other?.severity : null;
  const mark = severity ? severityMark[severity] : item.plan ? planMark(item.plan) : usual;
  return (
    <li className="sy-event">
      <time dateTime={item.at} title={exactTime(item.at, zone)}>
        {clock(item.at, zone)}
      </time>
      <StatusMark status={mark} label="" />
      <div className="sy-event-what">
        <p>
          <b>{item.plan ? `${words} ${item.plan.number}` : words}</b>
          {item.other && (
            <>
              {' '}
              <Link to={objectPath(item.other.kind, item.other.id)}>{item.other.name}</Link>
              {item.other.because && <span className="sy-muted"> {item.other.because}</span>}
            </>
          )}
        </p>
        {item.plan && <TimelinePlan plan={item.plan} zone={zone} />}
        {item.changes.length > 0 && (
          <dl className="sy-diff">
            {item.changes.map((change) => (
              <div key={change.field}>
                <dt>{fieldOf(kind, change.field)?.label ?? sentence(change.field)}</dt>
                <dd>
                  {item.what !== 'created' && (
                    <>
                      <span className="sy-before">
                        <span className="sy-hidden">before: </span>
                        <Said field={fieldOf(kind, change.field)} value={change.before} zone={zone} />
                      </span>
                      <span aria-hidden="true"> → </span>
                    </>
                  )}
                  <span className="sy-after">
                    <span className="sy-hidden">after: </span>
                    <Said field={fieldOf(kind, change.field)} value={change.after} zone={zone} />
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      <span className="sy-event-acts">
        {item.runId && who?.clusterIds === null && <Link to={`/sync-runs/${item.runId}`}>run</Link>}
        <button type="button" className="sy-link-button" onClick={() => travel(item.at)}>
          Show the estate then
        </button>
      </span>
    </li>
  );
}

const dayOf = (iso: string, zone: string) =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: zone,
  }).format(new Date(iso));

/** A plan that is made while one looks is part of what happens; no event says which objects it concerns. */
function usePlansAnew(kind: WebKind, id: string): void {
  const client = useQueryClient();
  const { data } = useItsPlans(kind.name, id, 1);
  const newest = data && (data[0]?.id ?? null);
  const known = useRef(newest);
  useEffect(() => {
    if (newest === undefined || newest === known.current) return;
    const first = known.current === undefined;
    known.current = newest;
    if (!first) void client.invalidateQueries({ queryKey: [kind.path, 'history', { id }] });
  }, [client, kind.path, id, newest]);
}

/** What happened to an object, newest first: only what differs, before → after. */
export function Timeline({ kind, row }: { kind: WebKind; row: Row }) {
  const scope = useScope();
  const zone = useZone();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useHistory(kind, row.id, scope);
  usePlansAnew(kind, row.id);
  if (error && !data) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Lines count={5} />;
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return <p className="sy-muted sy-card-body">Nothing has happened to it since it was first seen.</p>;
  return (
    <div className="sy-timeline">
      {items.some(({ plan }) => plan) && (
        <Link to={itsPlansPath(kind.name, row.id)} className="sy-timeline-plans">
          Its plans
        </Link>
      )}
      {items.map((item, index) => {
        const day = dayOf(item.at, zone);
        const before = items[index - 1];
        const newDay = !before || dayOf(before.at, zone) !== day;
        return (
          <Fragment key={`${item.at}${item.what}${item.other?.id ?? ''}`}>
            {newDay && <h3>{day}</h3>}
            <ul>
              <Entry kind={kind} item={item} zone={zone} />
            </ul>
          </Fragment>
        );
      })}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Earlier
        </Button>
      )}
    </div>
  );
}
