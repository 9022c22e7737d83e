import { listQuery } from '../api/list-query.ts';
import { parseList } from '../grid/list-state.ts';
import { kindAt } from '../kinds/find.ts';
import { readScope, withScope, everythingNow, type Scope } from './scope.ts';

const API = '/api/v1';

/** What the page at an address will ask first. Wrong guesses cost one request, so only lists, the overview and the map are guessed. */
export function firstRequests(pathname: string, search: string): string[] {
  const urls = [`${API}/session`];
  const scope = readScope(search);
  if (pathname === '/login') return [];
  if (pathname === '/') return [...urls, `${API}${overviewPath(scope)}`];
  if (pathname === '/map') return [...urls, `${API}${mapPath(scope, new URLSearchParams(search))}`];
  const kind = kindAt(pathname.slice(1));
  if (!kind || kind.path === 'sources') return urls;
  const { filter, sort } = parseList(withScope(search, everythingNow), kind);
  return [...urls, `${API}${listQuery(kind, { filter, sort, scope })}`];
}

export function overviewPath({ cluster, at }: Scope): string {
  const params = new URLSearchParams({ ...(cluster ? { clusterId: cluster } : {}), ...(at ? { at } : {}) });
  return `/overview${params.size > 0 ? `?${params}` : ''}`;
}

/** `asked`: the page's address, or what it would say. */
export function mapPath({ cluster, at }: Scope, asked: URLSearchParams): string {
  const params = new URLSearchParams({ ...(cluster ? { cluster } : {}), ...(at ? { at } : {}) });
  for (const name of ['kinds', 'around', 'depth', 'expand']) {
    const said = asked.get(name);
    if (said) params.set(name, said);
  }
  return `/map${params.size > 0 ? `?${params}` : ''}`;
}
