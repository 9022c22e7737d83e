import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useImperativeHandle,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
} from 'react';
import type { Row } from '../api/data-provider.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import type { Column } from './columns.ts';
import { GridRow } from './grid-row.tsx';
import { HeadCell } from './head-cell.tsx';
import type { Rows } from './use-rows.ts';
import { useTracks } from './use-tracks.ts';

const ROW_HEIGHT = 36;

export interface GridHandle {
  move: (by: number) => void;
  focus: () => void;
}

interface Props {
  kind: WebKind;
  rows: Rows;
  columns: readonly Column[];
  sort: string;
  onSort: (sort: string) => void;
  selected: ReadonlyMap<string, Row>;
  onToggle: (row: Row) => void;
  active: number;
  onActive: (index: number) => void;
  onOpen: (row: Row, newTab: boolean) => void;
  label: string;
  ref?: Ref<GridHandle>;
}

const interactive = (event: MouseEvent) =>
  (event.target as HTMLElement).closest('a, button, input, label') !== null ||
  Boolean(window.getSelection()?.toString());

/** A list of any length: only the rows in view are in the page, and only their pages are fetched. */
export function Grid({
  kind,
  rows,
  columns,
  sort,
  onSort,
  selected,
  onToggle,
  active,
  onActive,
  onOpen,
  label,
  ref,
}: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { count, want } = rows;
  // Its functions read the scroll position, so what uses them is not memoized; rows are, by hand.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: 0,
    scrollPaddingStart: ROW_HEIGHT,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => want(first, last), [want, first, last]);

  // Rows are placed one by one, so each has to be told the width that all need.
  const { template, least } = useTracks(kind, columns, rows);
  const go = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index));
    onActive(next);
    virtual.scrollToIndex(next);
  };
  useImperativeHandle(ref, () => ({
    move: (by) => go(active + by),
    focus: () => scroller.current?.focus(),
  }));

  const keys = (event: KeyboardEvent) => {
    if (event.target !== scroller.current) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: count - 1,
    }[event.key];
    const row = rows.row(active);
    if (to !== undefined) {
      event.preventDefault();
      go(to);
    } else if (event.key === 'Enter' && row) {
      onOpen(row, event.metaKey || event.ctrlKey);
    } else if (event.key === ' ' && row) {
      event.preventDefault();
      onToggle(row);
    }
  };

  const click = (event: MouseEvent) => {
    if (interactive(event)) return;
    const index = (event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset['index'];
    const row = index === undefined ? undefined : rows.row(Number(index));
    if (!row) return;
    onActive(Number(index));
    onOpen(row, event.metaKey || event.ctrlKey);
  };

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rows.total + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={rows.previous || rows.pending}
      aria-activedescendant={items.some((item) => item.index === active) ? `sy-row-${active}` : undefined}
      className={`sy-grid${rows.previous ? ' sy-grid-previous' : ''}`}
      style={{ '--sy-least': `${least}px` } as CSSProperties}
      onKeyDown={keys}
      onClick={click}
    >
      <div role="rowgroup" className="sy-grid-head">
        <div role="row" aria-rowindex={1} className="sy-row sy-row-head" style={{ gridTemplateColumns: template }}>
          <div role="columnheader" className="sy-cell sy-cell-check">
            <span className="sy-hidden">Selected</span>
          </div>
          {columns.map((column) => (
            <HeadCell key={column.name} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      </div>
      <div role="rowgroup" className="sy-grid-body" style={{ height: Math.max(0, virtual.getTotalSize() - 1) }}>
        {items.map((item) => {
          const row = rows.row(item.index);
          return (
            <GridRow
              key={item.index}
              kind={kind}
              row={row}
              index={item.index}
              start={item.start}
              columns={columns}
              template={template}
              active={item.index === active}
              selected={row !== undefined && selected.has(row.id)}
              glow={row ? (rows.glow.get(row.id) ?? 0) : 0}
              onToggle={onToggle}
            />
          );
        })}
      </div>
    </div>
  );
}
