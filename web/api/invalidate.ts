import type { QueryKey } from '@tanstack/react-query';
import type { Change } from './events.ts';

/** Ids per API path; null: any of them. */
export type Changes = ReadonlyMap<string, ReadonlySet<string> | null>;

export function collected(
  changes: readonly Change[],
  pathOf: (kind: string) => string,
): Map<string, Set<string> | null> {
  const byPath = new Map<string, Set<string> | null>();
  for (const { kind, ids, created } of changes) {
    const path = pathOf(kind);
    const known = byPath.get(path);
    if (ids === null || known === null) byPath.set(path, null);
    else byPath.set(path, new Set([...(known ?? []), ...ids, ...created]));
  }
  return byPath;
}

/** Verbs whose second parameter names one object. */
const OF_ONE = new Set(['getOne', 'links', 'history', 'impact', 'scopes', 'raw']);

const idsIn = (data: unknown, found: Set<string> = new Set()): Set<string> => {
  if (Array.isArray(data)) for (const one of data) idsIn(one, found);
  else if (data && typeof data === 'object') {
    for (const [name, value] of Object.entries(data))
      if (name === 'id' && typeof value === 'string') found.add(value);
      else if (value && typeof value === 'object') idsIn(value, found);
  }
  return found;
};

const meet = (some: Iterable<string>, ids: ReadonlySet<string>) => {
  for (const one of some) if (ids.has(one)) return true;
  return false;
};

/**
 * Whether what a query holds may have become old. Keys are `[path, verb, params]`.
 * Lists of the grid (`rows`) are left out: it patches its rows itself, so that they do not move under the reader.
 */
export function touches(changes: Changes, key: QueryKey, data: unknown): boolean {
  const [path, verb, params] = key as [string, string, { id?: string; ids?: string[] } | undefined];
  // What is measured comes without events.
  if (verb === 'rows' || verb === 'samples') return false;
  if (path === 'overview' || path === 'held-changes') return changes.size > 0;
  const ids = changes.get(path);
  if (verb === 'links' || verb === 'impact' || verb === 'history') {
    // A neighbour's name, status or finding shows here too, or how far a plan is.
    for (const [other, some] of changes) if (other !== path && (some === null || meet(idsIn(data), some))) return true;
  }
  if (ids === undefined) return false;
  if (ids === null) return true;
  if (OF_ONE.has(verb)) return params?.id !== undefined && ids.has(params.id);
  if (verb === 'getMany') return meet(params?.ids ?? [], ids);
  return true;
}
