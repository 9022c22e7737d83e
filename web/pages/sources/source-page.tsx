import { useGetList, useGetOne, useNotify } from 'ra-core';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import type { CheckResult } from '../../../contract/kinds/sources.ts';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';
import { useProgress } from '../../api/progress.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { announce } from '../../ui/announce.ts';
import { Button } from '../../ui/button.tsx';
import { Lines } from '../../ui/late.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { exactSpan, span } from '../../ui/relative-time.ts';
import { Link, useGo } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { When } from '../../ui/when.tsx';
import { CheckList } from './check-list.tsx';
import { HeldChangeCard } from './held-changes.tsx';
import { settingLabel } from '../../form/schema-fields.ts';
import { useHeldChanges, useScopes, useSystems } from './queries.ts';
import { ScopesTable } from './scopes-table.tsx';
import { SystemIcon } from './system-icon.tsx';
import './sources.css';

const SourceSettings = lazy(() =>
  import('./source-settings.tsx').then(({ SourceSettings: component }) => ({ default: component })),
);

const RUNS = 12;

function Card({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className="sy-card" aria-label={`${title} of the source`}>
      <div className="sy-card-head">
        <h2>{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}

function Runs({ sourceId }: { sourceId: string }) {
  const { data } = useGetList<Row>('sync-runs', {
    filter: { sourceId },
    sort: { field: 'startedAt', order: 'DESC' },
    pagination: { page: 1, perPage: RUNS },
  });
  if (!data) return <Lines />;
  if (data.length === 0) return <p className="sy-muted sy-card-body">It has not been pulled yet.</p>;
  const number = (row: Row, field: string) => <td className="sy-number">{Number(row[field]).toLocaleString('en')}</td>;
  return (
    <div className="sy-table-wrap sy-table-plain" tabIndex={0} role="region" aria-label="Runs">
      <table className="sy-table">
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">State</th>
            <th scope="col">Asked by</th>
            <th scope="col" className="sy-number">
              Took
            </th>
            <th scope="col" className="sy-number">
              Listed
            </th>
            <th scope="col" className="sy-number">
              New
            </th>
            <th scope="col" className="sy-number">
              Changed
            </th>
            <th scope="col" className="sy-number">
              Gone
            </th>
            <th scope="col" className="sy-number">
              Held
            </th>
          </tr>
        </thead>
        <tbody>
          {data.map((run) => {
            const [from, to] = [run['startedAt'] as string, run['finishedAt'] as string | null];
            return (
              <tr key={run.id}>
                <th scope="row">
                  <Link to={`/sync-runs/${run.id}`}>
                    <When at={from} />
                  </Link>
                </th>
                <td title={String(run['error'] ?? '')}>
                  <StatusWord status={run.status} word={String(run['state'])} />
                </td>
                <td>{String(run['requestedBy'] ?? run['trigger'])}</td>
                <td className="sy-number">{to ? span((Date.parse(to) - Date.parse(from)) / 1000) : '–'}</td>
                {number(run, 'listed')}
                {number(run, 'created')}
                {number(run, 'updated')}
                {number(run, 'gone')}
                {number(run, 'held')}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Source({ row }: { row: Row }) {
  const go = useGo();
  const notify = useNotify();
  const report = useReport();
  const noCheck = useWhyNot('sources.check');
  const noSync = useWhyNot('sources.sync');
  const noEdit = useWhyNot('sources.edit');
  const progress = useProgress(row.id);
  const { data: scopes } = useScopes(row.id);
  const { data: held } = useHeldChanges(row.id);
  const { data: systems } = useSystems();
  const [check, setCheck] = useState<CheckResult | null>(row['lastCheck'] as CheckResult | null);
  const [checking, setChecking] = useState(false);
  const [tested, setTested] = useState(false);
  const [editing, setEditing] = useState(false);
  const system = systems?.find((one) => one.name === row['system']);
  const running = row['health'] === 'working';

  const test = () => {
    setChecking(true);
    askJson<CheckResult>(`/sources/${row.id}/check`, { method: 'POST' })
      .then((result) => {
        setCheck(result);
        setTested(true);
        announce(result.ok ? 'Everything works' : 'Something does not work');
      })
      .catch((error: unknown) => report(error, test))
      .finally(() => setChecking(false));
  };
  const sync = () => {
    askJson(`/sources/${row.id}/sync`, { method: 'POST' })
      .then(() => notify(`Asked for a pull of ${String(row['name'])}`))
      .catch((error: unknown) => report(error, sync));
  };
  const open = held?.filter(({ state }) => state === 'open') ?? [];
  const decided = held?.filter(({ state }) => state !== 'open').slice(0, 5) ?? [];
  const settings = (row['settings'] ?? {}) as Record<string, unknown>;

  return (
    <div className="sy-source">
      <PageHead
        title={
          <>
            <SystemIcon system={String(row['system'])} />
            {String(row['name'])}
          </>
        }
        actions={
          <>
            <Button whyNot={noCheck} busy={checking} onClick={test}>
              {checking ? 'Testing …' : 'Test connection'}
            </Button>
            <Button
              icon="refresh"
              kind="main"
              whyNot={noSync ?? (running ? 'it is being pulled right now' : null)}
              onClick={sync}
            >
              Sync now
            </Button>
          </>
        }
      >
        <span className="sy-muted">{system?.label ?? String(row['system'])}</span>
        <StatusWord status={row.status} word={String(row['health'])} />
      </PageHead>

      {typeof row['lastError'] === 'string' && row['lastError'] !== '' && (
        <div className="sy-banner sy-banner-failing">
          <StatusWord status="failing" word="The last pull failed" />
          <code>{row['lastError']}</code>
        </div>
      )}
      {open.length > 0 && (
        <ul className="sy-held-list" aria-label="Held changes">
          {open.map((one) => (
            <HeldChangeCard key={one.id} held={one} />
          ))}
        </ul>
      )}
      {check && (
        <section className="sy-card sy-card-body" aria-label="Connection">
          <CheckList key={check.at} result={check} open={tested} />
        </section>
      )}

      <div className="sy-source-columns">
        <div className="sy-source-main">
          <Card title="Scopes">
            <ScopesTable scopes={scopes} progress={running ? progress : undefined} sourceId={row.id} />
          </Card>
          <Card title="Runs" actions={<Link to={`/sync-runs?sourceId=${row.id}`}>All runs</Link>}>
            <Runs sourceId={row.id} />
          </Card>
          {decided.length > 0 && (
            <Card title="Decided before">
              <ul className="sy-card-body">
                {decided.map((one) => (
                  <HeldChangeCard key={one.id} held={one} />
                ))}
              </ul>
            </Card>
          )}
        </div>
        <Card
          title="Settings"
          actions={
            !editing && (
              <Button kind="quiet" icon="edit" whyNot={noEdit} onClick={() => setEditing(true)}>
                Change
              </Button>
            )
          }
        >
          {editing && system ? (
            <div className="sy-card-body">
              <Suspense fallback={<Lines />}>
                <SourceSettings
                  row={row}
                  system={system}
                  onDone={() => setEditing(false)}
                  onDeleted={() => go('/sources')}
                />
              </Suspense>
            </div>
          ) : (
            <dl className="sy-facts">
              {(
                [
                  ['Mode', String(row['mode'])],
                  ['Pulled', row['enabled'] ? `every ${exactSpan(Number(row['intervalSeconds']))}` : 'paused'],
                  ['Account', row['account'] ? <code key="a">{String(row['account'])}</code> : '–'],
                  ['Complete', <When key="c" at={row['lastCompleteAt'] as string} />],
                  ['Next pull', <When key="n" at={row['nextPullAt'] as string} />],
                  ...Object.entries(settings).map(([name, value]): [string, ReactNode] =>
                    value === true && name.endsWith('Set')
                      ? [
                          settingLabel(name.slice(0, -3)),
                          <span key={name} className="sy-muted">
                            is set
                          </span>,
                        ]
                      : [
                          settingLabel(name),
                          <code key={name}>{Array.isArray(value) ? value.join(', ') : String(value)}</code>,
                        ],
                  ),
                ] as [string, ReactNode][]
              ).map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
          )}
        </Card>
      </div>
    </div>
  );
}

export function SourcePage() {
  const { id = '' } = useParams();
  const { data: row, error, refetch } = useGetOne<Row>('sources', { id }, { staleTime: 0 });
  useTitle(row ? String(row['name']) : 'Source');
  if (error && !row) return <PageProblem page error={error} onRetry={() => void refetch()} />;
  if (!row) return <Lines count={8} />;
  return <Source key={row.id} row={row} />;
}
