import { useState } from 'react';
import type { LinkList } from '../../../contract/api/links.ts';
import type { Row } from '../../api/data-provider.ts';
import { useLinks } from '../../api/object-queries.ts';
import { capital, kindNamed, objectPath } from '../../kinds/find.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { Lines } from '../../ui/late.tsx';
import { PageProblem } from '../../ui/page.tsx';
import { Link, useScope } from '../../ui/scoped-link.tsx';
import { severityMark, StatusMark } from '../../ui/status.tsx';
import { Held, heldBy } from './held.tsx';

type Item = LinkList['items'][number];

const SHOWN = 6;

function Group({ kindName, items, cut, of }: { kindName: string; items: readonly Item[]; cut: number; of: string }) {
  const [all, setAll] = useState(false);
  const kind = kindNamed(kindName);
  const shown = all ? items : items.slice(0, SHOWN);
  const label = capital(kind?.many ?? kindName);
  return (
    <section className="sy-linked-group" aria-label={label}>
      <h3>
        {kind?.synced ? <Link to={`/${kind.path}?linkedTo=${encodeURIComponent(of)}`}>{label}</Link> : label}
        <span className="sy-count">{items.length + cut}</span>
      </h3>
      <ul>
        {shown.map(({ rule, because, object }) => (
          <li key={`${rule}${object.id}`}>
            <span className="sy-title-cell">
              <StatusMark status={object.status} />
              <Link to={objectPath(object.kind, object.id)}>{object.name}</Link>
              {object.worstFinding && (
                <StatusMark status={severityMark[object.worstFinding]} label={`open finding: ${object.worstFinding}`} />
              )}
              {object.detail && <span className="sy-muted">{object.detail}</span>}
            </span>
            <span className="sy-because" title={`Rule ${rule}`}>
              {because}
            </span>
          </li>
        ))}
      </ul>
      {items.length > SHOWN && (
        <button type="button" className="sy-link-button" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${items.length}`}
        </button>
      )}
      {cut > 0 && <p className="sy-muted">{cut} more than are served here; the list has all of them.</p>}
    </section>
  );
}

/** Neighbours by kind, each with the rule that made the link. */
export function Linked({ kind, row }: { kind: WebKind; row: Row }) {
  const scope = useScope();
  const { data, error, refetch } = useLinks(kind, row.id, scope);
  const held = heldBy(kind, row);
  const groups = new Map<string, Item[]>();
  for (const item of data?.items ?? []) groups.set(item.object.kind, [...(groups.get(item.object.kind) ?? []), item]);
  return (
    <section className="sy-card" aria-labelledby="linked">
      <div className="sy-card-head">
        <h2 id="linked">Linked</h2>
        {data && <span className="sy-muted">{data.items.length === 0 && !held ? 'nothing' : ''}</span>}
      </div>
      <div className="sy-card-body sy-linked">
        {held && <Held {...held} />}
        {error && !data ? (
          <PageProblem error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Lines />
        ) : groups.size === 0 ? (
          <p className="sy-muted">
            No rule links {held ? 'anything else' : 'anything'} to this {kind.one}.
          </p>
        ) : (
          [...groups].map(([name, items]) => (
            <Group key={name} kindName={name} items={items} cut={data.cut[name] ?? 0} of={`${kind.name}:${row.id}`} />
          ))
        )}
      </div>
    </section>
  );
}
