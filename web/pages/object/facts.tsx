import type { Row } from '../../api/data-provider.ts';
import { useRaw } from '../../api/object-queries.ts';
import { useMe } from '../../app/session.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { Reference } from '../../ui/field-value.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Link } from '../../ui/scoped-link.tsx';
import { When } from '../../ui/when.tsx';
import { FactValue } from './fact-value.tsx';

function RawExcerpt({ kind, id }: { kind: WebKind; id: string }) {
  const { data, error } = useRaw(kind, id, true);
  if (error) return <p className="sy-muted">The raw answer is not served here.</p>;
  return (
    <pre className="sy-raw sy-raw-small" tabIndex={0} aria-label="What the provider said">
      {data ? JSON.stringify(data.raw, null, 2) : '…'}
    </pre>
  );
}

/** Where the facts come from: the source, the run that wrote this version, and what the provider said. */
export function Provenance({ kind, row }: { kind: WebKind; row: Row }) {
  const who = useMe();
  const run = row['runId'];
  // Sources and their runs are shown to those who see all clusters; for others the words have to do.
  const everything = who?.clusterIds === null;
  const leading = (to: string, text: string) => (everything ? <Link to={to}>{text}</Link> : <span>{text}</span>);
  const facts: [string, React.ReactNode][] = [
    ['Source', leading(`/sources/${String(row['sourceId'])}`, String(row['sourceName']))],
    ['Scope', <code key="c">{String(row['scopeTitle'])}</code>],
    ['Realm', <code key="m">{String(row['realm'])}</code>],
    ['Observed', <When key="o" at={row['observedAt'] as string} />],
    ['Changed', <When key="h" at={row['changedAt'] as string} />],
    ['First seen', <When key="f" at={row['firstSeenAt'] as string} />],
    ['Written by', run ? leading(`/sync-runs/${String(run)}`, `run ${String(run).slice(-6)}`) : 'an event'],
  ];
  return (
    <Popover
      label="Where these facts come from"
      role="dialog"
      align="end"
      className="sy-button sy-button-quiet sy-button-icon"
      button={<Icon name="info" />}
    >
      <dl className="sy-facts sy-facts-small">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {everything && <RawExcerpt kind={kind} id={row.id} />}
    </Popover>
  );
}

/** Fields that only serve to show another one. What is measured has its charts. */
const TOLD_ELSEWHERE = new Set(['findings.subjectName', 'findings.subjectKind']);

export function Facts({ kind, row }: { kind: WebKind; row: Row }) {
  const fields = kind.fields.filter(
    (field) => field.name !== kind.title && !field.measured && !TOLD_ELSEWHERE.has(`${kind.name}.${field.name}`),
  );
  return (
    <section className="sy-card" aria-labelledby="facts">
      <div className="sy-card-head">
        <h2 id="facts">Facts</h2>
        {kind.synced && <Provenance kind={kind} row={row} />}
      </div>
      <dl className="sy-facts">
        {'clusterId' in row && (
          <div>
            <dt>Cluster</dt>
            <dd>
              {row['clusterId'] ? (
                <Reference kindName="clusters" id={String(row['clusterId'])} />
              ) : Array.isArray(row['clusterConflict']) && row['clusterConflict'].length > 0 ? (
                <span className="sy-attention">
                  claimed by{' '}
                  {row['clusterConflict'].map((id: string, index) => (
                    <span key={id}>
                      {index > 0 && ' and '}
                      <Reference kindName="clusters" id={id} />
                    </span>
                  ))}
                </span>
              ) : (
                <span className="sy-none">in none</span>
              )}
            </dd>
          </div>
        )}
        {fields.map((field) => (
          <div
            key={field.name}
            className={field.shape === 'structure' || field.format === 'tags' ? 'sy-fact-wide' : ''}
          >
            <dt title={field.about}>{field.label}</dt>
            <dd>
              <FactValue kind={kind} field={field} row={row} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
