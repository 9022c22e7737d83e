import type { ComponentType } from 'react';

/** Every page is a chunk of its own. */
const imports = {
  overview: () => import('../pages/overview/overview-page.tsx').then((page) => page.OverviewPage),
  list: () => import('../pages/list-page.tsx').then((page) => page.ListPage),
  object: () => import('../pages/object/object-page.tsx').then((page) => page.ObjectPage),
  signIn: () => import('../pages/sign-in-page.tsx').then((page) => page.SignInPage),
  sources: () => import('../pages/sources/sources-page.tsx').then((page) => page.SourcesPage),
  source: () => import('../pages/sources/source-page.tsx').then((page) => page.SourcePage),
  newSource: () => import('../pages/sources/new-source-page.tsx').then((page) => page.NewSourcePage),
  cluster: () => import('../pages/clusters/cluster-page.tsx').then((page) => page.ClusterPage),
  newCluster: () => import('../pages/clusters/new-cluster-page.tsx').then((page) => page.NewClusterPage),
  maintenance: () => import('../pages/maintenance-page.tsx').then((page) => page.MaintenancePage),
  sessions: () => import('../pages/sessions-page.tsx').then((page) => page.SessionsPage),
  missing: () => import('../pages/missing-page.tsx').then((page) => page.MissingPage),
} satisfies Record<string, () => Promise<ComponentType>>;

export type PageName = keyof typeof imports;
export const PAGE_NAMES = Object.keys(imports) as PageName[];

const loaded = new Map<PageName, ComponentType>();

export async function loadPage(name: PageName): Promise<ComponentType> {
  const page = await imports[name]();
  loaded.set(name, page);
  return page;
}

/** A page whose code is here can be shown at once: a fallback, once shown, is kept up for 300 ms by React. */
export const loadedPage = (name: PageName): ComponentType | undefined => loaded.get(name);

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
export const preloadPage = (pathname: string): void => void loadPage(pageOf(pathname)).catch(() => undefined);
