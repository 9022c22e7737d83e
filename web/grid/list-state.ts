import type { Filter } from '../api/list-query.ts';
import { anyField, canNarrow, hasRange } from '../kinds/extras.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import { merged, type Term } from './filter-grammar.ts';

/** A list as its address tells it. */
export interface ListState {
  text: string;
  terms: readonly Term[];
  /** `-changedAt`; the kind's own order when absent. */
  sort: string;
  /** Objects that are gone are listed too. */
  gone: boolean;
  /** Only neighbours of an object, or plans that concern it: `<kind>:<id>`. */
  linkedTo: string | null;
  /** All of it as the API takes it. */
  filter: Filter;
}

export const sortable = (kind: WebKind, field: string): boolean => anyField(kind, field)?.sort ?? false;

const isParam = (kind: WebKind, param: string): boolean => {
  const [name, operator] = param.split('.', 2);
  if (operator !== undefined && !['gte', 'lt', 'isnull'].includes(operator)) return false;
  // Without an operator, `at` of the audit list would be the instant of time travel.
  if (param === 'at') return false;
  const field = anyField(kind, name ?? '');
  if (!field || field.volatile) return false;
  if (operator === undefined) return field.filter;
  if (operator === 'isnull') return field.nullable && canNarrow(field);
  return hasRange(field) && canNarrow(field);
};

/** Reads a query string. Parameters that the kind does not know are left out: an old link should still open. */
export function parseList(search: string, kind: WebKind): ListState {
  const params = new URLSearchParams(search);
  const terms = merged(
    [...params].filter(([param]) => isParam(kind, param)).map(([param, value]) => ({ param, values: [value] })),
  );
  const asked = params.get('sort') ?? '';
  const sort = sortable(kind, asked.replace(/^-/, '')) ? asked : kind.order;
  const text = params.get('q') ?? '';
  const gone = kind.synced && params.get('gone') === 'include';
  const linkedTo = kind.linked ? params.get('linkedTo') : null;
  return {
    text,
    terms,
    sort,
    gone,
    linkedTo,
    filter: {
      ...Object.fromEntries(terms.map(({ param, values }) => [param, values])),
      ...(text ? { q: text } : {}),
      ...(gone ? { gone: 'include' } : {}),
      ...(linkedTo ? { linkedTo } : {}),
    },
  };
}

export type ListChange = Partial<Pick<ListState, 'text' | 'terms' | 'sort' | 'gone' | 'linkedTo'>>;

/** The query string after a change; parameters of others (scope, tab) stay. */
export function changedList(search: string, kind: WebKind, change: ListChange): string {
  const own = (name: string) => isParam(kind, name) || ['q', 'sort', 'gone', 'linkedTo'].includes(name);
  const params = new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => !own(name)));
  const next = { ...parseList(search, kind), ...change };
  if (next.text) params.set('q', next.text);
  for (const { param, values } of merged(next.terms)) for (const value of values) params.append(param, value);
  if (next.sort !== kind.order) params.set('sort', next.sort);
  if (next.gone) params.set('gone', 'include');
  if (next.linkedTo) params.set('linkedTo', next.linkedTo);
  return params.toString();
}

export const narrowed = ({ text, terms, linkedTo }: ListState): boolean =>
  text !== '' || terms.length > 0 || linkedTo !== null;
