/** Every page is a chunk of its own. */
export const pageImports = {
  list: () => import('../pages/list-page.tsx'),
  object: () => import('../pages/object/object-page.tsx'),
  signIn: () => import('../pages/sign-in-page.tsx'),
  missing: () => import('../pages/missing-page.tsx'),
};

export type PageName = keyof typeof pageImports;

/** Pages of their own, by path; the others follow from the kinds. The first that fits counts. */
export const OWN_PAGES: readonly (readonly [path: string, page: PageName])[] = [];

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
