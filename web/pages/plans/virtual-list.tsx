import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type ReactNode } from 'react';

/** Beyond so many rows only those in view are in the page, in a frame that scrolls by itself. */
const ALL = 120;

interface Props<T> {
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** A guess of its height in pixels, until it was seen. */
  height: (row: T) => number;
  row: (row: T) => ReactNode;
  label: string;
}

/** A list of rows of any height: few stand in the page as they are, thousands only as far as they are seen. */
export function VirtualList<T>(props: Props<T>) {
  const { rows, keyOf, row, label } = props;
  if (rows.length > ALL) return <Windowed {...props} />;
  return (
    <ul className="sy-rows-list" aria-label={label}>
      {rows.map((one) => (
        <li key={keyOf(one)}>{row(one)}</li>
      ))}
    </ul>
  );
}

function Windowed<T>({ rows, keyOf, height, row, label }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  // Its functions read the scroll position, so what uses them is not memoized.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => keyOf(rows[index]!),
    estimateSize: (index) => height(rows[index]!),
    overscan: 5,
  });
  return (
    <div ref={scroller} className="sy-rows-scroller" tabIndex={0} role="region" aria-label={label}>
      <ul className="sy-rows-list" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            aria-setsize={rows.length}
            aria-posinset={item.index + 1}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {row(rows[item.index]!)}
          </li>
        ))}
      </ul>
    </div>
  );
}
