import type { Row } from '../api/data-provider.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { Button } from '../ui/button.tsx';
import { Freshness } from '../ui/freshness.tsx';
import { cardFacts } from './card-facts.ts';
import { Cell, TitleCell } from './cell.tsx';
import type { Column } from './columns.ts';
import type { Rows } from './use-rows.ts';

/** A list on a phone: cards with three facts, a page at a time. */
export function Cards({
  kind,
  rows,
  columns,
  count,
  onMore,
}: {
  kind: WebKind;
  rows: Rows;
  columns: readonly Column[];
  count: number;
  onMore: () => void;
}) {
  const facts = cardFacts(kind, columns);
  const shown: Row[] = [];
  for (let index = 0; index < Math.min(count, rows.count); index += 1) {
    const row = rows.row(index);
    if (row) shown.push(row);
  }
  return (
    <>
      <ul className="sy-cards" aria-label={kind.many} aria-busy={rows.pending}>
        {shown.map((row) => (
          <li key={row.id} className={`sy-card-row${row.status === 'gone' ? ' sy-row-gone' : ''}`}>
            <div className="sy-card-top">
              <TitleCell kind={kind} row={row} />
              {kind.synced && <Freshness object={row} source={false} />}
            </div>
            <dl>
              {facts.map((column) => (
                <div key={column.name}>
                  <dt>{column.label}</dt>
                  <dd>
                    <Cell kind={kind} column={column} row={row} />
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {count < rows.count && (
        <p className="sy-empty-act">
          <Button onClick={onMore}>Show more</Button>
        </p>
      )}
    </>
  );
}
