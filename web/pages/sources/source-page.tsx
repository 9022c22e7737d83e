import { useGetOne, useNotify } from 'ra-core';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useParams } from 'react-router';
import type { CheckResult } from '../../../contract/kinds/sources.ts';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';
import { useProgress } from '../../api/progress.ts';
import { useWhyNot } from '../../app/may.ts';
import { useReport } from '../../app/report.ts';
import { ActionButtons } from '../../planning/action-buttons.tsx';
import { atObjects } from '../../planning/beginnings.ts';
import { ItsPlans } from '../../planning/its-plans.tsx';
import { PlansAtIt } from '../../planning/plans-at-it.tsx';
import { announce } from '../../ui/announce.ts';
import { Button } from '../../ui/button.tsx';
import { Lines } from '../../ui/late.tsx';
import { useNow } from '../../ui/now.ts';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { Link, useGo } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { CheckList } from './check-list.tsx';
import { HeldChangeCard } from './held-changes.tsx';
import { useHeldChanges, useRuns, useScopes, useSystems } from './queries.ts';
import { PullProgress } from './pull-progress.tsx';
import { RunsTable } from './runs-table.tsx';
import { ScopesTable } from './scopes-table.tsx';
import { SettingsFacts } from './settings-facts.tsx';
import { SystemIcon } from './system-icon.tsx';
import './sources.css';

const SourceSettings = lazy(() =>
  import('./source-settings.tsx').then(({ SourceSettings: component }) => ({ default: component })),
);

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

/** A pull that is over sooner says nothing above the page, which would jump twice for it. */
const SHORT = 3000;

/** One part that does not answer takes nothing from the others. */
const LastError = ({ partial, error }: { partial: boolean; error: string }) => (
  <div className={`sy-banner${partial ? '' : ' sy-banner-failing'}`}>
    {partial ? (
      <>
        <StatusWord status="attention" word="Seen in part" />
        <span>Some scopes could not be pulled; the others were, and are as fresh as ever.</span>
      </>
    ) : (
      <StatusWord status="failing" word="The last pull failed" />
    )}
    <code>{error}</code>
  </div>
);

function Source({ row }: { row: Row }) {
  const go = useGo();
  const notify = useNotify();
  const report = useReport();
  const noCheck = useWhyNot('sources.check');
  const noSync = useWhyNot('sources.sync');
  const noEdit = useWhyNot('sources.edit');
  const { data: runs, isPending: runsComing } = useRuns(row.id);
  const running = runs?.filter(({ state }) => state === 'running') ?? [];
  const now = useNow();
  const progress = useProgress(row.id, running);
  const { data: scopes, isPending: scopesComing } = useScopes(row.id);
  const { data: held } = useHeldChanges(row.id);
  const { data: systems } = useSystems();
  const [check, setCheck] = useState<CheckResult | null>(row['lastCheck'] as CheckResult | null);
  const [checking, setChecking] = useState(false);
  const [tested, setTested] = useState(false);
  const [editing, setEditing] = useState(false);
  const system = systems?.find((one) => one.name === row['system']);

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
            <ActionButtons beginnings={atObjects('sources', [row.id])} />
            <Button whyNot={noCheck} busy={checking} onClick={test}>
              {checking ? 'Testing …' : 'Test connection'}
            </Button>
            <Button icon="refresh" kind="main" whyNot={noSync} onClick={sync}>
              Sync now
            </Button>
          </>
        }
      >
        <span className="sy-muted">{system?.label ?? String(row['system'])}</span>
        <StatusWord status={row.status} word={String(row['health'])} />
      </PageHead>

      {running.some(({ startedAt }) => now - Date.parse(startedAt as string) > SHORT) && (
        <PullProgress progress={progress} />
      )}
      {typeof row['lastError'] === 'string' && row['lastError'] !== '' && (
        <LastError partial={row['health'] === 'partial'} error={row['lastError']} />
      )}
      <PlansAtIt kindName="sources" id={row.id} />
      {!held && row['health'] === 'held' && <div className="sy-banner sy-banner-attention sy-held-coming" />}
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

      {/* All at once: a table that comes later would push away what stands below it. */}
      {runsComing || scopesComing ? (
        <Lines count={12} />
      ) : (
        <div className="sy-source-columns">
          <div className="sy-source-main">
            <Card title="Scopes">
              <ScopesTable scopes={scopes} progress={progress} sourceId={row.id} />
            </Card>
            <Card title="Runs" actions={<Link to={`/sync-runs?sourceId=${row.id}`}>All runs</Link>}>
              <RunsTable sourceId={row.id} />
            </Card>
            <ItsPlans kindName="sources" id={row.id} />
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
              <SettingsFacts row={row} />
            )}
          </Card>
        </div>
      )}
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
