/** What part of the estate is looked at, and as of when. Both live in the address bar. */
export interface Scope {
  /** Cluster id; null: all that one may see. */
  cluster: string | null;
  /** ISO instant; null: now. */
  at: string | null;
}

export const everythingNow: Scope = { cluster: null, at: null };

const instant = (text: string | null): string | null => {
  if (!text || !/^\d{4}-\d\d-\d\d/.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
};

/** A wrong `at` counts as now: the banner is absent then, so nobody takes the present for the past. */
export function readScope(search: string): Scope {
  const params = new URLSearchParams(search);
  return { cluster: params.get('cluster') || null, at: instant(params.get('at')) };
}

export const scopeKey = ({ cluster, at }: Scope): string => `${cluster ?? ''}|${at ?? ''}`;

/** The query string with the scope's two parameters set or removed; the others stay in their order. */
export function withScope(search: string, { cluster, at }: Scope): string {
  const params = new URLSearchParams(search);
  params.delete('cluster');
  params.delete('at');
  if (cluster) params.set('cluster', cluster);
  if (at) params.set('at', at);
  const text = params.toString();
  return text && `?${text}`;
}

/** A path of our own with the scope kept, unless the path names one itself. */
export function keepScope(to: string, scope: Scope): string {
  const [beforeHash = '', hash] = to.split('#', 2);
  const [path = '', search = ''] = beforeHash.split('?', 2);
  const own = new URLSearchParams(search);
  const kept = withScope(search, {
    cluster: own.has('cluster') ? own.get('cluster') : scope.cluster,
    at: own.has('at') ? instant(own.get('at')) : scope.at,
  });
  return `${path}${kept}${hash === undefined ? '' : `#${hash}`}`;
}
