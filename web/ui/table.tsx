import { Fragment, type ReactNode } from 'react';
import './table.css';
import { PHONE, useMedia } from './use-media.ts';

export interface TableColumn<T> {
  head: string;
  cell: (row: T) => ReactNode;
  /** Figures stand at the right. */
  numeric?: boolean;
  /** Sentences, which take the room that they need. */
  wraps?: boolean;
  /** On a phone it stands at the end of the first line, without its name. */
  corner?: boolean;
  /** Where it says nothing of a row; on a phone it is left out there. */
  idle?: (row: T) => boolean;
}

interface Props<T> {
  label: string;
  /** The first names the row. */
  columns: readonly [TableColumn<T>, ...TableColumn<T>[]];
  rows: readonly T[];
  keyOf: (row: T, place: number) => string;
  /** A row that is a sentence instead of cells. */
  sentence?: (row: T) => string | null;
  /** Without a frame of its own, in a card. */
  plain?: boolean;
}

const NONE = () => null;

/** Rows of facts: a table where there is room for one, and on a phone cards, so that nobody has to scroll sideways. */
export function Table<T>(props: Props<T>) {
  return useMedia(PHONE) ? <Cards {...props} /> : <Wide {...props} />;
}

function Wide<T>({ label, columns, rows, keyOf, sentence = NONE, plain = false }: Props<T>) {
  const [name, ...others] = columns;
  return (
    <div className={`sy-table-wrap${plain ? ' sy-table-plain' : ''}`} tabIndex={0} role="region" aria-label={label}>
      <table className="sy-table sy-rows">
        <thead>
          <tr>
            {columns.map(({ head, numeric }) => (
              <th key={head} scope="col" className={numeric ? 'sy-number' : ''}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => {
            const said = sentence(row);
            return said === null ? (
              <tr key={keyOf(row, place)}>
                <th scope="row">{name.cell(row)}</th>
                {others.map(({ head, cell, numeric, wraps }) => (
                  <td key={head} className={numeric ? 'sy-number' : wraps ? 'sy-wraps' : ''}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ) : (
              <tr key={keyOf(row, place)}>
                <td colSpan={columns.length} className="sy-muted">
                  {said}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cards<T>({ label, columns, rows, keyOf, sentence = NONE, plain = false }: Props<T>) {
  const [name, ...others] = columns;
  const corners = others.filter(({ corner }) => corner);
  const facts = others.filter(({ corner }) => !corner);
  return (
    <ul className={`sy-table-cards${plain ? ' sy-table-cards-plain' : ''}`} aria-label={label}>
      {rows.map((row, place) => {
        const said = sentence(row);
        const told = facts.filter(({ idle }) => !idle?.(row));
        return (
          <li key={keyOf(row, place)}>
            {said === null ? (
              <>
                <div className="sy-table-card-top">
                  <span>{name.cell(row)}</span>
                  {corners.map(({ head, cell }) => (
                    <Fragment key={head}>{cell(row)}</Fragment>
                  ))}
                </div>
                {told.length > 0 && (
                  <dl>
                    {told.map(({ head, cell }) => (
                      <div key={head}>
                        <dt>{head}</dt>
                        <dd>{cell(row)}</dd>
                      </div>
                    ))}
                  </dl>
                )}
              </>
            ) : (
              <span className="sy-muted">{said}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
