import { memo } from 'react';
import type { Row } from '../api/data-provider.ts';
import { nameOf } from '../kinds/find.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { Late } from '../ui/late.tsx';
import { Cell, TitleCell } from './cell.tsx';
import type { Column } from './columns.ts';

interface RowProps {
  kind: WebKind;
  row: Row | undefined;
  index: number;
  start: number;
  columns: readonly Column[];
  template: string;
  active: boolean;
  selected: boolean;
  glow: number;
  onToggle: (row: Row) => void;
}

/** One row. It is drawn anew only when something of its own changes: lists scroll and glow all the time. */
export const GridRow = memo(function GridRow({
  kind,
  row,
  index,
  start,
  columns,
  template,
  active,
  selected,
  glow,
  onToggle,
}: RowProps) {
  const [title, ...others] = columns;
  // Two names for one animation: a second change starts it anew.
  const glowing = glow === 0 ? '' : glow % 2 ? ' sy-glow-odd' : ' sy-glow-even';
  const gone = row?.status === 'gone' ? ' sy-row-gone' : '';
  return (
    <div
      role="row"
      id={`sy-row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      className={`sy-row${active ? ' sy-row-active' : ''}${glowing}${gone}`}
      style={{ transform: `translateY(${start}px)`, gridTemplateColumns: template }}
    >
      <div role="gridcell" className="sy-cell sy-cell-check">
        {row && (
          <input
            type="checkbox"
            tabIndex={-1}
            checked={selected}
            onChange={() => onToggle(row)}
            aria-label={`Select ${nameOf(kind, row)}`}
          />
        )}
      </div>
      <div role="rowheader" className="sy-cell">
        {row && title ? (
          <TitleCell kind={kind} row={row} tabIndex={-1} />
        ) : (
          <Late>
            <i className="sy-cell-wait" />
          </Late>
        )}
      </div>
      {others.map((column) => (
        <div role="gridcell" key={column.name} className={`sy-cell${column.numeric ? ' sy-cell-number' : ''}`}>
          {row && <Cell kind={kind} column={column} row={row} />}
        </div>
      ))}
    </div>
  );
});
