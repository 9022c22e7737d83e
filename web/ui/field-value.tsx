import { useGetManyAggregate } from 'ra-core';
import type { WebField } from '../kinds/web-kind.ts';
import { kindNamed, nameOf } from '../kinds/find.ts';
import { Quantity } from './quantity-value.tsx';
import { isUnit } from './quantity.ts';
import { Link } from './scoped-link.tsx';
import { When } from './when.tsx';

export const None = () => <span className="sy-none">–</span>;

/** The name of an object of which only the id is at hand. Ids asked for in one moment travel in one request. */
export function Reference({ kindName, id, tabIndex }: { kindName: string; id: string; tabIndex?: number | undefined }) {
  const kind = kindNamed(kindName);
  const { data, isPending } = useGetManyAggregate(kind?.path ?? kindName, { ids: [id] }, { enabled: Boolean(kind) });
  const found = data?.[0];
  if (!kind || (!found && !isPending)) return <code title={id}>{id.slice(0, 8)}</code>;
  if (!found) return <span className="sy-none">…</span>;
  return (
    <Link to={`/${kind.path}/${encodeURIComponent(id)}`} tabIndex={tabIndex}>
      {nameOf(kind, found)}
    </Link>
  );
}

function One({ field, value, tabIndex }: { field: WebField; value: unknown; tabIndex?: number | undefined }) {
  if (field.ref && typeof value === 'string') return <Reference kindName={field.ref} id={value} tabIndex={tabIndex} />;
  if (typeof value === 'boolean') return <>{value ? 'yes' : 'no'}</>;
  if (field.format === 'when') return <When at={String(value)} />;
  if (isUnit(field.format)) return <Quantity unit={field.format} value={Number(value)} />;
  if (field.format === 'machine') return <code title={String(value)}>{String(value)}</code>;
  return <span title={String(value)}>{String(value)}</span>;
}

export const tagsOf = (value: unknown): [string, string][] =>
  value && typeof value === 'object' ? Object.entries(value as Record<string, string>) : [];

/** A value in one line, as a cell of a list shows it. */
export function InlineValue({
  field,
  value,
  tabIndex,
}: {
  field: WebField;
  value: unknown;
  /** -1 in grids, whose rows are one stop for the keyboard. */
  tabIndex?: number;
}) {
  if (value === null || value === undefined || value === '') return <None />;
  if (field.format === 'tags') {
    const tags = tagsOf(value);
    if (tags.length === 0) return <None />;
    const text = tags.map(([name, said]) => `${name}=${said}`).join('  ');
    return <code title={text.replaceAll('  ', '\n')}>{text}</code>;
  }
  if (Array.isArray(value)) {
    const [head, ...rest] = value;
    if (head === undefined) return <None />;
    if (field.shape === 'structure') return <>{value.length}</>;
    return (
      <span className="sy-several" title={value.join('\n')}>
        <One field={field} value={head} tabIndex={tabIndex} />
        {rest.length > 0 && <span className="sy-more">+{rest.length}</span>}
      </span>
    );
  }
  if (typeof value === 'object') return <code>{JSON.stringify(value)}</code>;
  return <One field={field} value={value} tabIndex={tabIndex} />;
}
