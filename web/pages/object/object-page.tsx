import { useGetOne, useNotify } from 'ra-core';
import { lazy, Suspense, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { MAP_KINDS } from '../../../contract/map-kinds.ts';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';
import { useRaw } from '../../api/object-queries.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { useMe } from '../../app/session.ts';
import { hasStatus, markOf } from '../../grid/cell.tsx';
import { kindAt, nameOf } from '../../kinds/find.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { EventActions, ObjectActions } from '../../planning/object-actions.tsx';
import { PlansAtIt } from '../../planning/plans-at-it.tsx';
import { Button } from '../../ui/button.tsx';
import { Copy, Machine } from '../../ui/copy.tsx';
import { Freshness } from '../../ui/freshness.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { Link, useScope } from '../../ui/scoped-link.tsx';
import { StatusMark } from '../../ui/status.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { PHONE, useMedia } from '../../ui/use-media.ts';
import { MissingPage } from '../missing-page.tsx';
import { ChartsComing } from './charts-coming.tsx';
import { consoleLinks } from './console-links.ts';
import { Facts } from './facts.tsx';
import { Linked } from './linked.tsx';
import { panelActs } from './panel-acts.tsx';
import { ObjectBanner } from './object-banner.tsx';
import { Timeline } from './timeline.tsx';
import './object.css';

const Impact = lazy(() => import('../impact/impact.tsx').then(({ Impact: component }) => ({ default: component })));
const Charts = lazy(() => import('./charts/charts.tsx').then(({ Charts: component }) => ({ default: component })));

export function ObjectPage() {
  const { kind: path = '', id = '' } = useParams();
  const kind = kindAt(path);
  if (!kind) return <MissingPage />;
  return <KindObject key={`${path}/${id}`} kind={kind} id={id} />;
}

/** Asks the source for news of this one object. */
function Refresh({ kind, row }: { kind: WebKind; row: Row }) {
  const whyNot = useWhyNot('objects.refresh');
  const notify = useNotify();
  const report = useReport();
  const [busy, setBusy] = useState(false);
  const refresh = () => {
    setBusy(true);
    askJson(`/${kind.path}/${encodeURIComponent(row.id)}/refresh`, { method: 'POST' })
      .then(() => notify(`Asked ${String(row['sourceName'])} for news of ${nameOf(kind, row)}`))
      .catch((error: unknown) => report(error, refresh))
      .finally(() => setBusy(false));
  };
  return (
    <Button icon="refresh" whyNot={whyNot} busy={busy} onClick={refresh}>
      Refresh
    </Button>
  );
}

function Consoles({ kind, row }: { kind: WebKind; row: Row }) {
  const who = useMe();
  return consoleLinks(kind, row, who?.consoleLinks ?? {}).map(({ label, url }) => (
    <a key={label} className="sy-button" href={url} target="_blank" rel="noreferrer">
      {label} <Icon name="out" size={14} />
      <span className="sy-hidden"> (new tab)</span>
    </a>
  ));
}

function Raw({ kind, row }: { kind: WebKind; row: Row }) {
  const { data, error, refetch } = useRaw(kind, row.id, true);
  if (error) return <PageProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Lines count={6} />;
  const text = JSON.stringify(data.raw, null, 2);
  return (
    <div className="sy-raw-frame">
      <Copy text={text} label="raw answer" />
      <pre className="sy-raw" tabIndex={0} aria-label="What the provider said">
        {text}
      </pre>
    </div>
  );
}

const onMap = (kind: WebKind) => (MAP_KINDS as readonly string[]).includes(kind.name);

function More({ kind, row, tab, onTab }: { kind: WebKind; row: Row; tab: string; onTab: (tab: string) => void }) {
  const who = useMe();
  const tabs = [
    { name: 'timeline', label: 'Timeline' },
    { name: 'impact', label: 'Impact' },
    ...(who?.clusterIds === null ? [{ name: 'raw', label: 'Raw' }] : []),
  ];
  const chosen = tabs.some(({ name }) => name === tab) ? tab : 'timeline';
  return (
    <section className="sy-object-more" aria-label="More about it">
      <Tabs tabs={tabs} chosen={chosen} onChoose={onTab} label="More about it">
        {chosen === 'timeline' && <Timeline kind={kind} row={row} />}
        {chosen === 'raw' && <Raw kind={kind} row={row} />}
        {chosen === 'impact' && (
          <Suspense fallback={<Lines count={5} />}>
            <Impact kind={kind} id={row.id} />
          </Suspense>
        )}
      </Tabs>
    </section>
  );
}

function KindObject({ kind, id }: { kind: WebKind; id: string }) {
  const scope = useScope();
  // A row of a list has the shape of the object, but may be older than the page that is opened.
  const {
    data: row,
    error,
    refetch,
  } = useGetOne<Row>(
    kind.path,
    { id },
    {
      staleTime: 0,
      // Pulls that find nothing new write no row and send no event: before it counts as stale it is asked for once more.
      refetchInterval: ({ state }) => {
        const staleAt = state.data?.['staleAt'];
        if (typeof staleAt !== 'string' || scope.at) return false;
        const soon = Math.max(20_000, Date.parse(staleAt) - Date.now() - 3000);
        return kind.measuredEvery === null ? soon : Math.min(soon, kind.measuredEvery * 1000);
      },
    },
  );
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const phone = useMedia(PHONE);
  useTitle(row ? nameOf(kind, row) : kind.one);
  if (error && !row) return <PageProblem page error={error} onRetry={() => void refetch()} />;
  if (!row) return <Lines count={8} />;
  const params = new URLSearchParams(search);
  const choose = (tab: string) => {
    params.set('tab', tab);
    void navigate({ pathname, search: params.toString() }, { replace: true });
  };
  const word = kind.status && row[kind.status.field];
  const key = row['key'];
  const Acts = panelActs[kind.name];
  const charts = kind.measuredEvery !== null && (
    <Suspense fallback={<ChartsComing kind={kind} row={row} />}>
      <Charts kind={kind} row={row} />
    </Suspense>
  );
  return (
    <div className="sy-object">
      <PageHead
        title={
          <>
            {hasStatus(kind, row) && (
              <StatusMark
                status={markOf(kind, row)}
                label={typeof word === 'string' ? `${row.status}, ${word}` : undefined}
              />
            )}
            <span className={row.status === 'gone' ? 'sy-struck' : ''}>{nameOf(kind, row)}</span>
          </>
        }
        aside={kind.synced && <Freshness object={row} />}
        actions={
          kind.synced ? (
            <>
              {onMap(kind) && (
                <Link to={`/map?node=${kind.name}:${row.id}`} className="sy-button">
                  <Icon name="map" size={14} /> Show on the map
                </Link>
              )}
              {kind.name === 'maintenance_events' ? (
                <EventActions kind={kind} row={row} />
              ) : (
                <ObjectActions kind={kind} row={row} />
              )}
              <Refresh kind={kind} row={row} />
              <Consoles kind={kind} row={row} />
            </>
          ) : (
            Acts && <Acts row={row} />
          )
        }
      >
        <Link to={`/${kind.path}`} className="sy-kind-word">
          {kind.one}
        </Link>
        {typeof key === 'string' && key !== nameOf(kind, row) && <Machine label="id">{key}</Machine>}
      </PageHead>
      {kind.synced && <ObjectBanner kind={kind} row={row} onImpact={() => choose('impact')} />}
      {kind.synced && <PlansAtIt kindName={kind.name} id={row.id} />}
      {!phone && charts}
      <div className={kind.synced ? 'sy-object-columns' : 'sy-object-single'}>
        <Facts kind={kind} row={row} />
        {kind.synced && <Linked kind={kind} row={row} />}
      </div>
      {phone && charts}
      {kind.synced && <More kind={kind} row={row} tab={params.get('tab') ?? 'timeline'} onTab={choose} />}
    </div>
  );
}
