import { Fragment, useState } from 'react';
import type { Progress } from '../../../contract/api/events.ts';
import { kindNamed } from '../../kinds/find.ts';
import { Icon } from '../../ui/icon.tsx';
import { Lines } from '../../ui/late.tsx';
import { useNow } from '../../ui/now.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { When } from '../../ui/when.tsx';
import type { SourceScope } from './queries.ts';
import { scopeGroups, scopesNow, type ScopeGroup, type ScopeNow } from './scope-groups.ts';

/** More parts than these are folded together by kind. */
const FEW = 20;
/** Of one kind, when it is unfolded. */
const MOST = 200;

const listOf = (kind: string, sourceId: string) => `/${kindNamed(kind)?.path ?? kind}?sourceId=${sourceId}`;

function ScopeRow({ scope, sourceId, kind }: { scope: ScopeNow; sourceId: string; kind: boolean }) {
  return (
    <tr>
      <th scope="row">
        <code>{scope.scopeTitle}</code>
      </th>
      <td className="sy-scope-state">
        {scope.listed === null ? (
          <StatusWord status={scope.status} word={scope.word} />
        ) : (
          <span className="sy-progress">
            <progress
              max={Math.max(scope.rows, scope.listed, 1)}
              value={scope.listed}
              aria-label={`Listed of ${scope.scopeTitle}`}
            />
            {scope.listed.toLocaleString('en')} listed
          </span>
        )}
      </td>
      <td>{kind && <Link to={listOf(scope.kind, sourceId)}>{kindNamed(scope.kind)?.many ?? scope.kind}</Link>}</td>
      <td className="sy-number">{scope.rows.toLocaleString('en')}</td>
      <td>
        <When at={scope.completeAt} />
      </td>
    </tr>
  );
}

/** All parts of one kind in a row, those with trouble below it, and the others when asked for. */
function GroupRows({ group, sourceId }: { group: ScopeGroup; sourceId: string }) {
  const [open, setOpen] = useState(false);
  const many = kindNamed(group.kind)?.many ?? group.kind;
  const shown = (open ? group.scopes : group.told).slice(0, MOST);
  const all = open ? group.scopes.length : group.told.length;
  return (
    <>
      <tr>
        <th scope="row">
          <button type="button" className="sy-link-button" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'down' : 'right'} size={12} /> {group.scopes.length.toLocaleString('en')} scopes
            <span className="sy-hidden"> of {many}</span>
          </button>
        </th>
        <td className="sy-scope-state">
          <StatusWord status={group.status} word={group.words} />
        </td>
        <td>
          <Link to={listOf(group.kind, sourceId)}>{many}</Link>
        </td>
        <td className="sy-number">{group.rows.toLocaleString('en')}</td>
        <td>
          <When at={group.completeAt} />
        </td>
      </tr>
      {shown.map((scope) => (
        <ScopeRow key={scope.scope} scope={scope} sourceId={sourceId} kind={false} />
      ))}
      {all > shown.length && (
        <tr>
          <td colSpan={5} className="sy-muted">
            {(all - shown.length).toLocaleString('en')} more of {many} are not shown here
          </td>
        </tr>
      )}
    </>
  );
}

/** What a source lists, part by part; while it is pulled, with what has been listed so far. */
export function ScopesTable({
  scopes,
  progress,
  sourceId,
}: {
  scopes: readonly SourceScope[] | undefined;
  progress: Progress | undefined;
  sourceId: string;
}) {
  const now = useNow();
  if (!scopes) return <Lines />;
  const all = scopesNow(scopes, progress, now);
  if (all.length === 0) return <p className="sy-muted sy-card-body">Nothing has been listed yet.</p>;
  return (
    <div className="sy-table-wrap sy-table-plain" tabIndex={0} role="region" aria-label="Scopes">
      <table className="sy-table">
        <thead>
          <tr>
            <th scope="col">Scope</th>
            <th scope="col">State</th>
            <th scope="col">Kind</th>
            <th scope="col" className="sy-number">
              Objects
            </th>
            <th scope="col">Complete</th>
          </tr>
        </thead>
        <tbody>
          {scopeGroups(all).map((group) =>
            all.length > FEW && group.scopes.length > 1 ? (
              <GroupRows key={group.kind} group={group} sourceId={sourceId} />
            ) : (
              <Fragment key={group.kind}>
                {group.scopes.map((scope) => (
                  <ScopeRow key={scope.scope} scope={scope} sourceId={sourceId} kind />
                ))}
              </Fragment>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
