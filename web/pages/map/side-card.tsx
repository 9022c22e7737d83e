import { useGetOne } from 'ra-core';
import type { MapNode } from '../../../contract/api/map.ts';
import { MAP_LIMIT } from '../../../contract/map-kinds.ts';
import type { Row } from '../../api/data-provider.ts';
import { useLinks } from '../../api/object-queries.ts';
import { capital, countOf, kindNamed, objectPath } from '../../kinds/find.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { Button } from '../../ui/button.tsx';
import { Freshness } from '../../ui/freshness.tsx';
import { Lines } from '../../ui/late.tsx';
import { Link, useScope } from '../../ui/scoped-link.tsx';
import { severityMark, StatusMark, StatusWord } from '../../ui/status.tsx';
import { said, titleOf } from './map-words.ts';
import { BY_RANK } from './tally.ts';
import type { Web } from './web.ts';

/** Of each kind; the object's page shows all. */
const SHOWN = 12;

interface Props {
  node: MapNode;
  /** Of a cluster. */
  nameOf: (clusterId: string | null) => string;
  web: Web;
  /** What impact says, in words; null: it is not shown. */
  impact: string | null;
  onSelect: (id: string | null) => void;
  onImpact: () => void;
  onExpand: (id: string) => void;
  /** Null: they are what is drawn. */
  onAround: (() => void) | null;
}

/** What is selected: how it is, what it is linked with and by which rule, and what can be done about it. */
export function SideCard(props: Props) {
  const { node, nameOf, onSelect } = props;
  const kind = kindNamed(node.kind);
  if (!kind) return null;
  return (
    <aside className="sy-map-card" aria-label={`Selected: ${titleOf(node)}`}>
      <div className="sy-map-card-head">
        <h2>
          <StatusMark status={node.status} />
          <span>{titleOf(node)}</span>
        </h2>
        <Button kind="quiet" icon="close" label="Close" onClick={() => onSelect(null)} />
      </div>
      <p className="sy-muted">
        {node.group ? countOf(node.group.count, node.kind) : kind.one}
        {node.detail && ` · ${node.detail}`} · {nameOf(node.clusterId)}
      </p>
      {node.group ? <Group {...props} kind={kind} /> : <Single {...props} kind={kind} />}
    </aside>
  );
}

type Body = Props & { kind: WebKind };

function Single({ node, kind, web, impact, onSelect, onImpact, onAround }: Body) {
  const scope = useScope();
  const { data: row } = useGetOne<Row>(kind.path, { id: node.id });
  const { data: links } = useLinks(kind, node.id, scope);
  const near = new Map<string, NonNullable<typeof links>['items']>();
  for (const item of links?.items ?? []) near.set(item.object.kind, [...(near.get(item.object.kind) ?? []), item]);
  return (
    <>
      <p className="sy-map-card-facts">
        <StatusWord status={node.status} />
        {node.worstFinding && (
          <Link to={`/findings?state=open&subjectId=${node.id}`} className={`sy-${node.worstFinding}`}>
            <StatusMark status={severityMark[node.worstFinding]} label="" /> open finding
          </Link>
        )}
        {row && <Freshness object={row} />}
      </p>
      <div className="sy-map-card-acts">
        <Link to={objectPath(node.kind, node.id)} className="sy-button">
          Open
        </Link>
        <Button pressed={impact !== null} onClick={onImpact}>
          {impact === null ? 'Show impact' : 'Hide impact'}
        </Button>
        {onAround && <Button onClick={onAround}>Surroundings</Button>}
      </div>
      {impact !== null && (
        <p className="sy-map-impact" role="status">
          {impact}
        </p>
      )}
      {!links ? (
        <Lines count={3} />
      ) : (
        <div className="sy-map-links">
          {near.size === 0 && <p className="sy-muted">No rule links anything to this {kind.one}.</p>}
          {[...near].map(([name, items]) => {
            const label = capital(kindNamed(name)?.many ?? name);
            // Said once where it is the same of all.
            const same = items.every(({ because }) => because === items[0]!.because);
            return (
              <section key={name} aria-label={label}>
                <h3>
                  {label}
                  <span className="sy-count">{items.length}</span>
                </h3>
                {same && <small className="sy-muted">{items[0]!.because}</small>}
                <ul>
                  {items.slice(0, SHOWN).map(({ object, rule, because }) => (
                    <li key={`${object.id}${rule}`} title={`${object.name}: ${because} (rule ${rule})`}>
                      <StatusMark status={object.status} />
                      {web.byId.has(object.id) ? (
                        <button type="button" className="sy-link-button" onClick={() => onSelect(object.id)}>
                          {object.name}
                        </button>
                      ) : (
                        <Link to={objectPath(object.kind, object.id)}>{object.name}</Link>
                      )}
                      {!same && <small className="sy-muted">{because}</small>}
                    </li>
                  ))}
                  {items.length > SHOWN && <li className="sy-muted">{items.length - SHOWN} more, on its page</li>}
                </ul>
              </section>
            );
          })}
        </div>
      )}
    </>
  );
}

function Group({ node, kind, web, nameOf, onSelect, onExpand }: Body) {
  const { count, statuses } = node.group!;
  const near = [...(web.near.get(node.id) ?? [])];
  const list = `/${kind.path}?${node.clusterId ? `cluster=${node.clusterId}` : 'clusterId.isnull=true'}`;
  return (
    <>
      <ul className="sy-map-card-facts">
        {BY_RANK.map((status) =>
          statuses[status] ? (
            <li key={status}>
              <StatusWord status={status} word={`${statuses[status].toLocaleString('en')} ${status}`} />
            </li>
          ) : null,
        )}
      </ul>
      <div className="sy-map-card-acts">
        <Link to={list} className="sy-button">
          Open as a list
        </Link>
        <Button
          whyNot={count > MAP_LIMIT ? `more than ${MAP_LIMIT.toLocaleString('en')} are not drawn one by one` : null}
          onClick={() => onExpand(node.id)}
        >
          Show one by one
        </Button>
      </div>
      {near.length > 0 && (
        <div className="sy-map-links">
          <section aria-label="Linked with">
            <h3>Linked with</h3>
            <ul>
              {near.slice(0, 20).map(([id, strand]) => {
                const other = web.byId.get(id)!;
                return (
                  <li key={id} title={other.group ? said(other.group.statuses) : other.status}>
                    <StatusMark status={other.status} />
                    <button type="button" className="sy-link-button" onClick={() => onSelect(id)}>
                      {titleOf(other)}
                    </button>
                    <span className="sy-muted">{nameOf(other.clusterId)}</span>
                    <span className="sy-count">
                      {strand.count.toLocaleString('en')} {strand.count === 1 ? 'link' : 'links'}
                    </span>
                  </li>
                );
              })}
            </ul>
          </section>
        </div>
      )}
    </>
  );
}
