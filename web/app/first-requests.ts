import { listQuery } from '../api/list-query.ts';
import { parseList } from '../grid/list-state.ts';
import { kindAt } from '../kinds/find.ts';
import { readScope, withScope, everythingNow, type Scope } from './scope.ts';

const API = '/api/v1';

/** What the page at an address will ask first. Wrong guesses cost one request, so only lists and the overview are guessed. */
export function firstRequests(pathname: string, search: string): string[] {
  const urls = [`${API}/session`];
  const scope = readScope(search);
  if (pathname === '/login') return [];
  if (pathname === '/') return [...urls, `${API}${overviewPath(scope)}`];
  const kind = kindAt(pathname.slice(1));
  if (!kind || kind.path === 'sources') return urls;
  const { filter, sort } = parseList(withScope(search, everythingNow), kind);
  return [...urls, `${API}${listQuery(kind, { filter, sort, scope })}`];
}

export function overviewPath({ cluster, at }: Scope): string {
  const params = new URLSearchParams({ ...(cluster ? { clusterId: cluster } : {}), ...(at ? { at } : {}) });
  return `/overview${params.size > 0 ? `?${params}` : ''}`;
}
