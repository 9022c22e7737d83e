import { None } from './field-value.tsx';
import { spelled } from './spelled.ts';
import { Table, type TableColumn } from './table.tsx';

const scalar = (value: unknown): string =>
  value === null || value === undefined
    ? '–'
    : typeof value === 'boolean'
      ? value
        ? 'yes'
        : 'no'
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The database gives properties in an order that means nothing. As they are declared; else what names a row comes first, figures last. */
export function columnsOf(
  rows: readonly Record<string, unknown>[],
  declared: readonly string[] | null = null,
): string[] {
  const said = (name: string) => rows.map((row) => row[name]).find((value) => value !== null && value !== undefined);
  const names = (declared ?? [...new Set(rows.flatMap((row) => Object.keys(row)))]).filter(
    (name) => said(name) !== undefined,
  );
  const rank = (name: string) => ['string', 'boolean', 'object', 'number'].indexOf(typeof said(name));
  return declared ? names : names.toSorted((one, other) => rank(one) - rank(other));
}

/** Any JSON for reading: a table where it is a list of objects, pairs where it is one, itself otherwise. */
export function Structure({
  value,
  label,
  properties = null,
}: {
  value: unknown;
  label: string;
  properties?: readonly string[] | null;
}) {
  if (value === null || value === undefined) return <None />;
  if (Array.isArray(value)) {
    if (value.length === 0) return <None />;
    if (!value.every(isObject)) return <code>{value.map(scalar).join(', ')}</code>;
    const names = columnsOf(value, properties);
    const column = (name: string): TableColumn<Record<string, unknown>> => ({
      head: spelled(name),
      cell: (one) => <code>{scalar(one[name])}</code>,
      idle: (one) => one[name] === null || one[name] === undefined,
    });
    const [first, ...others] = names.map(column);
    return first ? (
      <Table label={label} columns={[first, ...others]} rows={value} keyOf={(_, place) => String(place)} />
    ) : (
      <None />
    );
  }
  if (isObject(value)) {
    const pairs = Object.entries(value);
    if (pairs.length === 0) return <None />;
    return (
      <div className="sy-tags">
        {pairs.map(([name, said]) => (
          <span key={name} className="sy-tag">
            <b>{name}=</b>
            {scalar(said)}
          </span>
        ))}
      </div>
    );
  }
  return <code>{scalar(value)}</code>;
}
