import { useEffect } from 'react';
import type { WebKind } from '../kinds/web-kind.ts';
import { announce } from '../ui/announce.ts';
import type { Rows } from './use-rows.ts';

/** How many there are: exact, or ≈ where the server only estimates. */
export function Total({ kind, rows }: { kind: WebKind; rows: Rows }) {
  if (rows.error || (rows.pending && !rows.previous)) return null;
  const total = `${rows.isEstimate ? '≈ ' : ''}${rows.total.toLocaleString('en')}`;
  return (
    <span className="sy-total" role="status">
      {total} {rows.total === 1 ? kind.one : kind.many}
    </span>
  );
}

/** New rows wait here, beside the filter and not over a row. */
export function Waiting({ rows }: { rows: Rows }) {
  const { waiting, showWaiting } = rows;
  const label = waiting === null ? 'Changed · show' : `${waiting} new · show`;
  useEffect(() => {
    if (waiting !== 0) announce(label);
  }, [waiting, label]);
  if (waiting === 0) return null;
  return (
    <button type="button" className="sy-pill" onClick={showWaiting}>
      {label}
    </button>
  );
}
