import { everythingNow, type Scope } from '../app/scope.ts';

/** What of a kind decides which parameters its lists take. */
export interface Listed {
  path: string;
  synced: boolean;
  past: boolean;
  visibility: string;
}

/** Filters as the API takes them: parameter → value, or several values of which one must hold. */
export type Filter = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export const PAGE = 100;

/** The scope's part of a list request. Not every kind has a past, and only kinds of clusters can be narrowed to one. */
export function scopeParams(kind: Listed, scope: Scope): Record<string, string> {
  return {
    ...(scope.cluster && kind.visibility === 'cluster' ? { clusterId: scope.cluster } : {}),
    ...(scope.at && kind.past ? { at: scope.at } : {}),
  };
}

/** Parameters in one fixed order, so that the request sent before the app runs is the one that the app asks for. */
export function listQuery(
  kind: Listed,
  { filter = {}, sort, limit = PAGE, offset = 0, after, scope = everythingNow }: ListAsk,
): string {
  const params = new URLSearchParams();
  for (const name of Object.keys(filter).toSorted()) {
    const value = filter[name];
    if (value === undefined || value === '') continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) params.append(name, String(one));
  }
  for (const [name, value] of Object.entries(scopeParams(kind, scope))) if (!params.has(name)) params.set(name, value);
  if (sort) params.set('sort', sort);
  params.set('limit', String(limit));
  if (offset) params.set('offset', String(offset));
  if (after) params.set('after', after);
  return `/${kind.path}?${params}`;
}

export interface ListAsk {
  filter?: Filter;
  sort?: string | undefined;
  limit?: number;
  offset?: number;
  /** Goes on where the page before ended; instead of `offset`. */
  after?: string;
  scope?: Scope;
}
