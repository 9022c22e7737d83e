import type { ScopeOutcome } from '../../../contract/kinds/sync-runs.ts';
import type { Row } from '../../api/data-provider.ts';
import { kindNamed } from '../../kinds/find.ts';
import { None } from '../../ui/field-value.tsx';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

function Outcome({ complete, error, held }: ScopeOutcome) {
  if (error) return <StatusWord status="failing" word={error} />;
  if (held > 0) return <StatusWord status="attention" word="held" />;
  return <StatusWord status={complete ? 'ok' : 'attention'} word={complete ? 'complete' : 'in part'} />;
}

const counts = (head: string, field: 'listed' | 'created' | 'updated' | 'gone' | 'held' | 'malformed') =>
  ({
    head,
    numeric: true,
    cell: (one) => one[field].toLocaleString('en'),
    idle: (one) => field !== 'listed' && one[field] === 0,
  }) satisfies TableColumn<ScopeOutcome>;

/** What one pull did in each scope. */
export function RunScopes({ run }: { run: Row }) {
  const scopes = run['scopes'] as ScopeOutcome[];
  const untold = Number(run['complete']) + Number(run['incomplete']) - scopes.length;
  const columns: readonly [TableColumn<ScopeOutcome>, ...TableColumn<ScopeOutcome>[]] = [
    {
      head: 'Scope',
      cell: ({ scope, scopeTitle = scope }) => (
        <code title={scope === scopeTitle ? undefined : scope}>{scopeTitle}</code>
      ),
    },
    { head: 'State', wraps: true, corner: true, cell: Outcome },
    {
      head: 'Kind',
      cell: ({ kind }) => (
        <Link to={`/${kindNamed(kind)?.path ?? kind}?sourceId=${String(run['sourceId'])}`}>
          {kindNamed(kind)?.many ?? kind}
        </Link>
      ),
    },
    counts('Listed', 'listed'),
    counts('Created', 'created'),
    counts('Updated', 'updated'),
    counts('Gone', 'gone'),
    counts('Held', 'held'),
    // Where all could be read, nobody asks for it.
    ...(scopes.some(({ malformed }) => malformed > 0) ? [counts('Malformed', 'malformed')] : []),
  ];
  return (
    <>
      {scopes.length === 0 ? (
        <None />
      ) : (
        <Table label="Scopes" columns={columns} rows={scopes} keyOf={({ kind, scope }) => `${kind} ${scope}`} />
      )}
      {untold > 0 && <p className="sy-muted">{untold.toLocaleString('en')} more, of which there is nothing to tell.</p>}
    </>
  );
}
