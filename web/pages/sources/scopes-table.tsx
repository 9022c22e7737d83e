import { useState } from 'react';
import type { Progress } from '../../../contract/api/events.ts';
import { kindNamed } from '../../kinds/find.ts';
import { Icon } from '../../ui/icon.tsx';
import { Lines } from '../../ui/late.tsx';
import { useNow } from '../../ui/now.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';
import type { SourceScope } from './queries.ts';
import { scopeGroups, scopesNow, type ScopeGroup, type ScopeNow } from './scope-groups.ts';

/** More parts than these are folded together by kind. */
const FEW = 20;
/** Of one kind, when it is unfolded. */
const MOST = 200;

/** All parts of one kind, one of them, or how many are not shown. */
type Line = { kind: string; group?: ScopeGroup; scope?: ScopeNow; hidden?: number };

const manyOf = (kind: string) => kindNamed(kind)?.many ?? kind;

/** All parts of one kind in a row, those with trouble below it, and the others when asked for. */
function folded(group: ScopeGroup, open: boolean): Line[] {
  const { kind } = group;
  const all = open ? group.scopes : group.told;
  const shown = all.slice(0, MOST);
  const hidden = all.length - shown.length;
  return [{ kind, group }, ...shown.map((scope) => ({ kind, scope })), ...(hidden > 0 ? [{ kind, hidden }] : [])];
}

function State({ line: { scope, group } }: { line: Line }) {
  if (group) return <StatusWord status={group.status} word={group.words} />;
  if (!scope) return null;
  if (scope.listed === null) return <StatusWord status={scope.status} word={scope.word} />;
  return (
    <span className="sy-progress">
      <progress
        max={Math.max(scope.rows, scope.listed, 1)}
        value={scope.listed}
        aria-label={`Listed of ${scope.scopeTitle}`}
      />
      {scope.listed.toLocaleString('en')} listed
    </span>
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
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (!scopes) return <Lines />;
  const all = scopesNow(scopes, progress, now);
  if (all.length === 0) return <p className="sy-muted sy-card-body">Nothing has been listed yet.</p>;
  const folds = (group: ScopeGroup) => all.length > FEW && group.scopes.length > 1;
  const toggle = (kind: string) => setOpen(new Set(open.has(kind) ? [...open].filter((one) => one !== kind) : [...open, kind])); // prettier-ignore
  const groups = scopeGroups(all);
  const folding = new Set(groups.filter(folds).map(({ kind }) => kind));
  const lines = groups.flatMap((group): Line[] =>
    folds(group) ? folded(group, open.has(group.kind)) : group.scopes.map((scope) => ({ kind: group.kind, scope })),
  );
  const columns: readonly [TableColumn<Line>, ...TableColumn<Line>[]] = [
    {
      head: 'Scope',
      cell: ({ kind, group, scope }) =>
        group ? (
          <button type="button" className="sy-link-button" aria-expanded={open.has(kind)} onClick={() => toggle(kind)}>
            <Icon name={open.has(kind) ? 'down' : 'right'} size={12} /> {group.scopes.length.toLocaleString('en')}{' '}
            scopes
            <span className="sy-hidden"> of {manyOf(kind)}</span>
          </button>
        ) : (
          <code>{scope?.scopeTitle}</code>
        ),
    },
    { head: 'State', wraps: true, corner: true, cell: (line) => <State line={line} /> },
    {
      head: 'Kind',
      idle: ({ kind, scope }) => scope !== undefined && folding.has(kind),
      cell: ({ kind, scope }) =>
        !(scope && folding.has(kind)) && (
          <Link to={`/${kindNamed(kind)?.path ?? kind}?sourceId=${sourceId}`}>{manyOf(kind)}</Link>
        ),
    },
    { head: 'Objects', numeric: true, cell: ({ group, scope }) => (group ?? scope)?.rows.toLocaleString('en') },
    { head: 'Complete', cell: ({ group, scope }) => <When at={(group ?? scope)?.completeAt ?? null} /> },
  ];
  return (
    <Table
      plain
      label="Scopes"
      columns={columns}
      rows={lines}
      keyOf={({ kind, scope, group }) => `${kind} ${scope ? scope.scope : group ? '' : 'hidden'}`}
      sentence={({ kind, hidden }) =>
        hidden === undefined ? null : `${hidden.toLocaleString('en')} more of ${manyOf(kind)} are not shown here`
      }
    />
  );
}
