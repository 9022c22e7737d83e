/** Every page is a chunk of its own. */
export const pageImports = {
  overview: () => import('../pages/overview/overview-page.tsx'),
  list: () => import('../pages/list-page.tsx'),
  object: () => import('../pages/object/object-page.tsx'),
  signIn: () => import('../pages/sign-in-page.tsx'),
  sources: () => import('../pages/sources/sources-page.tsx'),
  source: () => import('../pages/sources/source-page.tsx'),
  newSource: () => import('../pages/sources/new-source-page.tsx'),
  cluster: () => import('../pages/clusters/cluster-page.tsx'),
  newCluster: () => import('../pages/clusters/new-cluster-page.tsx'),
  maintenance: () => import('../pages/maintenance-page.tsx'),
  sessions: () => import('../pages/sessions-page.tsx'),
  missing: () => import('../pages/missing-page.tsx'),
};

export type PageName = keyof typeof pageImports;

/** Pages of their own, by path; the others follow from the kinds. The first that fits counts. */
export const OWN_PAGES: readonly (readonly [path: string, page: PageName])[] = [
  ['/', 'overview'],
  ['/sources', 'sources'],
  ['/sources/new', 'newSource'],
  ['/sources/:id', 'source'],
  ['/clusters/new', 'newCluster'],
  ['/clusters/:id', 'cluster'],
  ['/maintenance-events', 'maintenance'],
  ['/sessions', 'sessions'],
];

const fits = (pattern: string, path: string) =>
  pattern === path || (pattern.endsWith('/:id') && new RegExp(`^${pattern.slice(0, -3)}[^/]+$`).test(path));

export function pageOf(pathname: string): PageName {
  if (pathname === '/login') return 'signIn';
  const path = pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname;
  const own = OWN_PAGES.find(([pattern]) => fits(pattern, path));
  if (own) return own[1];
  return /^\/[^/]+$/.test(path) ? 'list' : 'object';
}

/** Fetches a page's code before it is gone to. */
export const preloadPage = (pathname: string): void => void pageImports[pageOf(pathname)]().catch(() => undefined);
