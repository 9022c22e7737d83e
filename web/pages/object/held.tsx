import { useGetList } from 'ra-core';
import type { Row } from '../../api/data-provider.ts';
import { capital, kindNamed, nameOf } from '../../kinds/find.ts';
import type { WebKind } from '../../kinds/web-kind.ts';
import { Link } from '../../ui/scoped-link.tsx';

/** What an object holds without a rule that links it: the kind, and the terms that its list is narrowed by. */
interface Holding {
  kindName: string;
  terms: Record<string, string>;
}

export const heldBy = (kind: WebKind, row: Row): Holding | null =>
  kind.name === 'zones'
    ? { kindName: 'record_sets', terms: { zone: nameOf(kind, row), provider: String(row['provider']) } }
    : null;

/** The list of what the object holds, as a group among its neighbours. */
export function Held({ kindName, terms }: Holding) {
  const kind = kindNamed(kindName) as WebKind;
  const { total } = useGetList(kind.path, {
    filter: terms,
    pagination: { page: 1, perPage: 1 },
    sort: { field: kind.order, order: 'ASC' },
  });
  return (
    <section className="sy-linked-group" aria-label={capital(kind.many)}>
      <h3>
        <Link to={`/${kind.path}?${new URLSearchParams(terms)}`}>{capital(kind.many)}</Link>
        {total !== undefined && <span className="sy-count">{total.toLocaleString('en')}</span>}
      </h3>
    </section>
  );
}
