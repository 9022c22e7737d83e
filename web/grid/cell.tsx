import type { ReactNode } from 'react';
import type { Severity } from '../../contract/kinds/findings.ts';
import type { Row } from '../api/data-provider.ts';
import { nameOf } from '../kinds/find.ts';
import type { WebField, WebKind } from '../kinds/web-kind.ts';
import { InlineValue } from '../ui/field-value.tsx';
import { useNow } from '../ui/now.ts';
import { exactTime, shortTime } from '../ui/relative-time.ts';
import { Link } from '../ui/scoped-link.tsx';
import { severityMark, StatusMark, type Mark } from '../ui/status.tsx';
import type { Column } from './columns.ts';
import { oldSince } from './old-value.ts';
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

/** A value that was true some time ago is dimmed, and says when. */
function Old({ since, now, children }: { since: string; now: number; children: ReactNode }) {
  const age = shortTime(since, { now });
  return (
    <span className="sy-none" title={`as of ${age}, ${exactTime(since)}`}>
      {children} <span className="sy-old-age">{age}</span>
    </span>
  );
}

function Value({ kind, column, row }: { kind: WebKind; column: Column; row: Row }) {
  const special = specialCell(kind.name, column.name)?.(row);
  if (special !== undefined) return <>{special}</>;
  if (column.field) return <InlineValue field={column.field} value={row[column.name]} tabIndex={-1} />;
  return <>{String(row[column.name] ?? '')}</>;
}

export function Cell({ kind, column, row }: { kind: WebKind; column: Column; row: Row }) {
  return column.field?.volatile ? (
    <Changing kind={kind} column={column} row={row} field={column.field} />
  ) : (
    <Value kind={kind} column={column} row={row} />
  );
}

/** Apart from the other cells, which need no clock. */
function Changing({ kind, column, row, field }: { kind: WebKind; column: Column; row: Row; field: WebField }) {
  const now = useNow();
  const since = oldSince(kind, field, row, now);
  const value = <Value kind={kind} column={column} row={row} />;
  return since === null ? value : <Old since={since} now={now}>{value}</Old>; // prettier-ignore
}
