import type { Method, Route } from './route.ts';
import { isUuid } from '../lists/query-fields.ts';

export type Matched = { route: Route; params: Record<string, string> } | { allowed: string[] } | null;

/** Finds the route of a path. Paths without parameters win, in one look-up. */
export function routeMatcher(routes: readonly Route[]): (method: string, path: string) => Matched {
  const fixed = new Map<string, Map<string, Route>>();
  const open: { segments: string[]; route: Route }[] = [];
  for (const route of routes) {
    if (route.path.includes(':')) open.push({ segments: route.path.split('/').slice(1), route });
    else fixed.set(route.path, (fixed.get(route.path) ?? new Map<string, Route>()).set(route.method, route));
  }
  const byFirst = new Map<string, typeof open>();
  for (const one of open) byFirst.set(one.segments[0]!, [...(byFirst.get(one.segments[0]!) ?? []), one]);

  return (method, path) => {
    const exact = fixed.get(path);
    const route = exact?.get(method);
    if (route) return { route, params: {} };
    const allowed = new Set<string>(exact?.keys());
    const given = path.split('/').slice(1);
    for (const one of byFirst.get(given[0]!) ?? []) {
      const params = paramsOf(one.segments, given);
      if (!params) continue;
      if (one.route.method === (method as Method)) return { route: one.route, params };
      allowed.add(one.route.method);
    }
    return allowed.size ? { allowed: [...allowed] } : null;
  };
}

function paramsOf(segments: string[], given: string[]): Record<string, string> | null {
  if (segments.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [n, segment] of segments.entries()) {
    if (!segment.startsWith(':')) {
      if (segment !== given[n]) return null;
      continue;
    }
    if (!isUuid(given[n]!)) return null;
    params[segment.slice(1)] = given[n]!.toLowerCase();
  }
  return params;
}
