import { CoreAdminContext, CoreAdminUI, CustomRoutes } from 'ra-core';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { Route, useLocation } from 'react-router';
import { authProvider } from '../api/auth-provider.ts';
import { clientOf } from '../api/clients.ts';
import { i18nProvider } from './messages.ts';
import { loadedPage, loadPage, PAGE_NAMES, PAGES, type PageName } from './page-imports.ts';
import { readScope, scopeKey } from './scope.ts';
import { Shell } from './shell.tsx';

function pageNamed(name: PageName): ComponentType {
  const Later = lazy(() => loadPage(name).then((page) => ({ default: page })));
  return function Page() {
    // Decided once: code that arrives later must not replace a page that is already in use.
    const [Here] = useState(() => loadedPage(name));
    return Here ? <Here /> : <Later />;
  };
}

const pages = Object.fromEntries(PAGE_NAMES.map((name) => [name, pageNamed(name)])) as Record<PageName, ComponentType>;

const SignIn = () => (
  <Suspense fallback={null}>
    <pages.signIn />
  </Suspense>
);

/** Signing in and what is missing are react-admin's own routes. */
const routes = PAGE_NAMES.flatMap((name) => {
  const { path } = PAGES[name];
  const Page = pages[name];
  return path === null || name === 'signIn' ? [] : <Route key={path} path={path} element={<Page />} />;
});

/** One react-admin a scope: its caches know nothing of cluster and instant (see `api/data-provider.ts`). */
export function ScopedApp() {
  const { search } = useLocation();
  const { client, provider } = clientOf(search);
  return (
    <CoreAdminContext
      key={scopeKey(readScope(search))}
      dataProvider={provider}
      queryClient={client}
      authProvider={authProvider}
      i18nProvider={i18nProvider}
    >
      <CoreAdminUI
        title="Switchyard"
        layout={Shell}
        loginPage={SignIn}
        catchAll={pages.missing}
        requireAuth
        disableTelemetry
      >
        <CustomRoutes>{routes}</CustomRoutes>
      </CoreAdminUI>
    </CoreAdminContext>
  );
}
