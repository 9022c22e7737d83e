import type { ComponentType } from 'react';

interface Page {
  /** Its address; null for the page of addresses that no other fits. */
  path: string | null;
  /** Its code, a chunk of its own. */
  load: () => Promise<ComponentType>;
}

/** Every page. The first address that fits counts, so pages of their own stand before those that follow from the kinds. */
export const PAGES = {
  signIn: {
    path: '/login',
    load: () => import('../pages/sign-in-page.tsx').then((page) => page.SignInPage),
  },
  overview: {
    path: '/',
    load: () => import('../pages/overview/overview-page.tsx').then((page) => page.OverviewPage),
  },
  map: {
    path: '/map',
    load: () => import('../pages/map/map-page.tsx').then((page) => page.MapPage),
  },
  sources: {
    path: '/sources',
    load: () => import('../pages/sources/sources-page.tsx').then((page) => page.SourcesPage),
  },
  newSource: {
    path: '/sources/new',
    load: () => import('../pages/sources/new-source-page.tsx').then((page) => page.NewSourcePage),
  },
  source: {
    path: '/sources/:id',
    load: () => import('../pages/sources/source-page.tsx').then((page) => page.SourcePage),
  },
  newCluster: {
    path: '/clusters/new',
    load: () => import('../pages/clusters/new-cluster-page.tsx').then((page) => page.NewClusterPage),
  },
  cluster: {
    path: '/clusters/:id',
    load: () => import('../pages/clusters/cluster-page.tsx').then((page) => page.ClusterPage),
  },
  maintenance: {
    path: '/maintenance-events',
    load: () => import('../pages/maintenance-page.tsx').then((page) => page.MaintenancePage),
  },
  plans: {
    path: '/plans',
    load: () => import('../pages/plans/plans-page.tsx').then((page) => page.PlansPage),
  },
  newPlan: {
    path: '/plans/new',
    load: () => import('../pages/plans/new-plan-page.tsx').then((page) => page.NewPlanPage),
  },
  plan: {
    path: '/plans/:id',
    load: () => import('../pages/plans/plan-page.tsx').then((page) => page.PlanPage),
  },
  request: {
    path: '/requests/:id',
    load: () => import('../pages/requests/request-page.tsx').then((page) => page.RequestPage),
  },
  sessions: {
    path: '/sessions',
    load: () => import('../pages/sessions-page.tsx').then((page) => page.SessionsPage),
  },
  list: {
    path: '/:kind',
    load: () => import('../pages/list-page.tsx').then((page) => page.ListPage),
  },
  object: {
    path: '/:kind/:id',
    load: () => import('../pages/object/object-page.tsx').then((page) => page.ObjectPage),
  },
  missing: {
    path: null,
    load: () => import('../pages/missing-page.tsx').then((page) => page.MissingPage),
  },
} satisfies Record<string, Page>;

export type PageName = keyof typeof PAGES;
export const PAGE_NAMES = Object.keys(PAGES) as PageName[];

const loaded = new Map<PageName, ComponentType>();

export async function loadPage(name: PageName): Promise<ComponentType> {
  const page = await PAGES[name].load();
  loaded.set(name, page);
  return page;
}

/** A page whose code is here can be shown at once: a fallback, once shown, is kept up for 300 ms by React. */
export const loadedPage = (name: PageName): ComponentType | undefined => loaded.get(name);

const fits = (pattern: string | null, path: string) =>
  pattern !== null && new RegExp(`^${pattern.replace(/:[a-z]+/g, '[^/]+')}$`).test(path);

export function pageOf(pathname: string): PageName {
  const path = pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname;
  return PAGE_NAMES.find((name) => fits(PAGES[name].path, path)) ?? 'missing';
}

/** Fetches a page's code before it is gone to. */
export const preloadPage = (pathname: string): void => void loadPage(pageOf(pathname)).catch(() => undefined);
