import type { Progress } from '../../../contract/api/events.ts';
import { kindNamed } from '../../kinds/find.ts';
import { Lines } from '../../ui/late.tsx';
import { useNow } from '../../ui/now.ts';
import { Link } from '../../ui/scoped-link.tsx';
import { StatusWord } from '../../ui/status.tsx';
import { When } from '../../ui/when.tsx';
import type { SourceScope } from './queries.ts';

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
  const running = new Map(progress?.scopes.map((one) => [`${one.kind}|${one.scope}`, one]));
  const known = new Set(scopes.map(({ kind, scope }) => `${kind}|${scope}`));
  const fresh = (progress?.scopes ?? []).filter(({ kind, scope }) => !known.has(`${kind}|${scope}`));
  const all: SourceScope[] = [
    ...scopes,
    ...fresh.map(({ kind, scope, scopeTitle }) => ({
      kind,
      scope,
      scopeTitle,
      rows: 0,
      completeAt: null,
      staleAt: null,
      lastError: null,
      held: 0,
    })),
  ];
  if (all.length === 0) return <p className="sy-muted sy-card-body">Nothing has been listed yet.</p>;
  return (
    <div className="sy-table-wrap sy-table-plain" tabIndex={0} role="region" aria-label="Scopes">
      <table className="sy-table">
        <thead>
          <tr>
            <th scope="col">Scope</th>
            <th scope="col">Kind</th>
            <th scope="col" className="sy-number">
              Objects
            </th>
            <th scope="col">Complete</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {all.map((scope) => {
            const one = running.get(`${scope.kind}|${scope.scope}`);
            const stale = scope.staleAt !== null && Date.parse(scope.staleAt) < now;
            const kind = kindNamed(scope.kind);
            return (
              <tr key={`${scope.kind}|${scope.scope}`}>
                <th scope="row">
                  <code>{scope.scopeTitle}</code>
                </th>
                <td>
                  <Link to={`/${kind?.path ?? scope.kind}?sourceId=${sourceId}`}>{kind?.many ?? scope.kind}</Link>
                </td>
                <td className="sy-number">{scope.rows.toLocaleString('en')}</td>
                <td>
                  <When at={scope.completeAt} />
                </td>
                <td>
                  {one && !one.done ? (
                    <span className="sy-progress">
                      <progress
                        max={Math.max(scope.rows, one.listed, 1)}
                        value={one.listed}
                        aria-label={`Listed of ${scope.scopeTitle}`}
                      />
                      {one.listed.toLocaleString('en')} listed
                    </span>
                  ) : scope.lastError ? (
                    <StatusWord status="failing" word={scope.lastError} />
                  ) : scope.held > 0 ? (
                    <StatusWord status="attention" word={`${scope.held} held`} />
                  ) : stale ? (
                    <StatusWord status="stale" word="stale" />
                  ) : (
                    <StatusWord
                      status={scope.completeAt ? 'ok' : 'working'}
                      word={scope.completeAt ? 'complete' : 'waiting'}
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
