import { Icon } from '../ui/icon.tsx';
import type { Column } from './columns.ts';

/** The head of a column; a press orders the list by it, another one the other way round. */
export function HeadCell({ column, sort, onSort }: { column: Column; sort: string; onSort: (sort: string) => void }) {
  const state = sort === column.name ? 'ascending' : sort === `-${column.name}` ? 'descending' : undefined;
  return (
    <div
      role="columnheader"
      aria-sort={column.sort ? (state ?? 'none') : undefined}
      className={`sy-cell${column.numeric ? ' sy-cell-number' : ''}`}
      title={column.about}
    >
      {column.sort ? (
        <button
          type="button"
          tabIndex={-1}
          onClick={() => onSort(state === 'ascending' ? `-${column.name}` : column.name)}
        >
          {column.label}
          {state && <Icon name={state === 'ascending' ? 'up' : 'down'} size={12} />}
        </button>
      ) : (
        column.label
      )}
    </div>
  );
}
