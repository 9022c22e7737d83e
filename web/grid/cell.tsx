import type { Severity } from '../../contract/kinds/findings.ts';
import type { Row } from '../api/data-provider.ts';
import { nameOf } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { InlineValue } from '../ui/field-value.tsx';
import { Link } from '../ui/scoped-link.tsx';
import { severityMark, StatusMark, type Mark } from '../ui/status.tsx';
import type { Column } from './columns.ts';
import { specialCell } from './special-cells.tsx';

/** The mark before a name. A finding is marked by how bad it is, and no more once it has ended. */
export function markOf(kind: WebKind, row: Row): Mark {
  if (kind.name !== 'findings') return row.status;
  return row['state'] === 'closed' ? 'gone' : severityMark[row['severity'] as Severity];
}

/** What the panel itself writes down is neither well nor unwell, unless it has ended. */
export const hasStatus = (kind: WebKind, row: Row): boolean =>
  kind.synced || kind.status !== null || row.status !== 'ok';

/** Status, name, and the worst finding about it. */
export function TitleCell({ kind, row, tabIndex }: { kind: WebKind; row: Row; tabIndex?: number }) {
  const worst = row['worstFinding'] as Severity | null | undefined;
  const word = kind.status && row[kind.status.field];
  return (
    <span className="sy-title-cell">
      {hasStatus(kind, row) && (
        <StatusMark
          status={markOf(kind, row)}
          label={typeof word === 'string' ? `${markOf(kind, row)}, ${word}` : undefined}
        />
      )}
      <Link to={`/${kind.path}/${encodeURIComponent(row.id)}`} tabIndex={tabIndex} title={nameOf(kind, row)}>
        {nameOf(kind, row)}
      </Link>
      {worst && worst !== 'note' && <StatusMark status={severityMark[worst]} label={`open finding: ${worst}`} />}
    </span>
  );
}

export function Cell({ kind, column, row }: { kind: WebKind; column: Column; row: Row }) {
  const special = specialCell(kind.name, column.name)?.(row);
  if (special !== undefined) return <>{special}</>;
  if (column.field) return <InlineValue field={column.field} value={row[column.name]} tabIndex={-1} />;
  return <>{String(row[column.name] ?? '')}</>;
}
