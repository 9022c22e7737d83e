import { useQueryClient } from '@tanstack/react-query';
import { useGetOne, useNotify } from 'ra-core';
import { lazy, Suspense, useState } from 'react';
import { useParams } from 'react-router';
import type { MembershipRule } from '../../../contract/kinds/clusters.ts';
import type { Row } from '../../api/data-provider.ts';
import { askJson } from '../../api/fetch.ts';
import { useWhyNot } from '../../app/may.ts';
import { useOverviewOf } from '../../app/overview-query.ts';
import { useReport } from '../../app/report.ts';
import { capital, kindNamed } from '../../kinds/find.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { FlipCluster } from '../../planning/flip-cluster.tsx';
import { ItsPlans } from '../../planning/its-plans.tsx';
import { PlansAtIt } from '../../planning/plans-at-it.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Lines } from '../../ui/late.tsx';
import { Icon } from '../../ui/icon.tsx';
import { PageHead, PageProblem, useTitle } from '../../ui/page.tsx';
import { Link, useGo, useScope } from '../../ui/scoped-link.tsx';
import { Sparkline } from '../../ui/sparkline.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { FactValue } from '../object/fact-value.tsx';
import { ruleText } from './rules.ts';
import './clusters.css';

const ClusterForm = lazy(() =>
  import('./cluster-form.tsx').then(({ ClusterForm: component }) => ({ default: component })),
);

/** What belongs to the cluster, and what is wrong in it. */
function Members({ id }: { id: string }) {
  const { at } = useScope();
  const { data } = useOverviewOf({ cluster: id, at });
  if (!data) return <Lines />;
  const counts = data.counts.filter(({ kind, count }) => kindNamed(kind)?.visibility === 'cluster' && count > 0);
  const { failing, attention } = data.findings;
  return (
    <>
      <ul className="sy-counts">
        {counts.map(({ kind, count, days }) => (
          <li key={kind}>
            <Link to={`/${kindNamed(kind)?.path ?? kind}?cluster=${id}`}>
              <span>{capital(kindNamed(kind)?.many ?? kind)}</span>
              <Sparkline values={days.map((day) => day.count)} label={`${kindNamed(kind)?.many} in the last 30 days`} />
              <b>{count.toLocaleString('en')}</b>
            </Link>
          </li>
        ))}
      </ul>
      {counts.length === 0 && <p className="sy-muted">No object fits its rules.</p>}
      <p className="sy-cluster-findings">
        <Link to={`/findings?cluster=${id}&state=open`}>
          {failing + attention === 0 ? (
            <StatusWord status="ok" word="no open findings" />
          ) : (
            <>
              {failing > 0 && <StatusWord status="failing" word={`${failing} failing`} />}{' '}
              {attention > 0 && <StatusWord status="attention" word={`${attention} attention`} />}
            </>
          )}
        </Link>
      </p>
    </>
  );
}

function Cluster({ row, kind }: { row: Row; kind: WebKind }) {
  const go = useGo();
  const { cluster } = useScope();
  const client = useQueryClient();
  const notify = useNotify();
  const report = useReport();
  const whyNot = useWhyNot('clusters.edit');
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const name = String(row['name']);
  const rules = (row['rules'] ?? []) as MembershipRule[];
  const remove = () => {
    askJson(`/clusters/${row.id}`, { method: 'DELETE' })
      .then(async () => {
        await client.invalidateQueries({ queryKey: ['clusters'] });
        notify(`${name} is removed`);
        go('/clusters?cluster=');
      })
      .catch((error: unknown) => report(error, remove))
      .finally(() => setRemoving(false));
  };
  return (
    <div className="sy-cluster">
      <PageHead
        title={name}
        actions={
          <>
            <FlipCluster row={row} />
            <Link to={`/map?cluster=${row.id}`} className="sy-button">
              <Icon name="map" size={14} /> Show on the map
            </Link>
            <Button onClick={() => go(cluster === row.id ? '/?cluster=' : `/?cluster=${row.id}`)}>
              {cluster === row.id ? 'Show all clusters' : 'Show only this cluster'}
            </Button>
            {!editing && (
              <Button icon="edit" whyNot={whyNot} onClick={() => setEditing(true)}>
                Change
              </Button>
            )}
          </>
        }
      >
        <Link to="/clusters" className="sy-muted">
          cluster
        </Link>
        <span className="sy-muted">{String(row['stage'])}</span>
      </PageHead>
      <PlansAtIt kindName="clusters" id={row.id} />
      {editing ? (
        <section className="sy-card sy-card-body sy-narrow" aria-label="Change the cluster">
          <Suspense fallback={<Lines count={6} />}>
            <ClusterForm
              initial={row}
              id={row.id}
              act="Save"
              whyNot={whyNot}
              onCancel={() => setEditing(false)}
              onSave={async (body) => {
                await askJson(`/clusters/${row.id}`, { method: 'PATCH', body });
                await client.invalidateQueries({
                  predicate: ({ queryKey }) => ['clusters', 'overview'].includes(String(queryKey[0])),
                });
                notify('Cluster saved', { type: 'success' });
                setEditing(false);
              }}
              also={
                <Button kind="danger" icon="trash" whyNot={whyNot} onClick={() => setRemoving(true)}>
                  Remove
                </Button>
              }
            />
          </Suspense>
        </section>
      ) : (
        <div className="sy-cluster-columns">
          <section className="sy-card" aria-label="Belongs to it">
            <div className="sy-card-head">
              <h2>Belongs to it</h2>
            </div>
            <div className="sy-card-body">
              <Members id={row.id} />
            </div>
          </section>
          <div className="sy-cluster-side">
            <ItsPlans kindName="clusters" id={row.id} />
            <section className="sy-card" aria-label="Facts">
              <div className="sy-card-head">
                <h2>Facts</h2>
              </div>
              <dl className="sy-facts">
                {kind.fields
                  .filter(({ name: field }) => field !== 'name' && field !== 'rules')
                  .map((field) => (
                    <div key={field.name}>
                      <dt title={field.about}>{field.label}</dt>
                      <dd>
                        <FactValue kind={kind} field={field} row={row} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
            <section className="sy-card" aria-label="Membership rules">
              <div className="sy-card-head">
                <h2>Membership rules</h2>
              </div>
              <ol className="sy-card-body sy-rule-texts">
                {rules.map((rule) => (
                  <li key={JSON.stringify(rule)}>
                    {capital(ruleText(rule, (kindName) => kindNamed(kindName)?.many ?? kindName))}
                  </li>
                ))}
                {rules.length === 0 && <li className="sy-muted">None: nothing belongs to it.</li>}
              </ol>
            </section>
          </div>
        </div>
      )}
      {removing && (
        <Confirm title={`Remove ${name}?`} act={`Remove ${name}`} onConfirm={remove} onClose={() => setRemoving(false)}>
          <p>
            Its objects stay; they are in no cluster then, which is a finding of its own. Users and tokens for this
            cluster alone see nothing any more.
          </p>
        </Confirm>
      )}
    </div>
  );
}

export function ClusterPage() {
  const { id = '' } = useParams();
  const kind = kindNamed('clusters');
  const { data: row, error, refetch } = useGetOne<Row>('clusters', { id }, { staleTime: 0 });
  useTitle(row ? String(row['name']) : 'Cluster');
  if (error && !row) return <PageProblem page error={error} onRetry={() => void refetch()} />;
  if (!row || !kind) return <Lines count={8} />;
  return <Cluster key={row.id} row={row} kind={kind} />;
}
