import { CoreAdminContext, CoreAdminUI, CustomRoutes } from 'ra-core';
import { lazy, Suspense } from 'react';
import { Route, useLocation } from 'react-router';
import { authProvider } from '../api/auth-provider.ts';
import { clientOf } from '../api/clients.ts';
import { i18nProvider } from './messages.ts';
import { OWN_PAGES, pageImports } from './page-imports.ts';
import { readScope, scopeKey } from './scope.ts';
import { Shell } from './shell.tsx';

const pages = {
  overview: lazy(() => pageImports.overview().then((page) => ({ default: page.OverviewPage }))),
  list: lazy(() => pageImports.list().then((page) => ({ default: page.ListPage }))),
  object: lazy(() => pageImports.object().then((page) => ({ default: page.ObjectPage }))),
  signIn: lazy(() => pageImports.signIn().then((page) => ({ default: page.SignInPage }))),
  sources: lazy(() => pageImports.sources().then((page) => ({ default: page.SourcesPage }))),
  source: lazy(() => pageImports.source().then((page) => ({ default: page.SourcePage }))),
  newSource: lazy(() => pageImports.newSource().then((page) => ({ default: page.NewSourcePage }))),
  cluster: lazy(() => pageImports.cluster().then((page) => ({ default: page.ClusterPage }))),
  newCluster: lazy(() => pageImports.newCluster().then((page) => ({ default: page.NewClusterPage }))),
  maintenance: lazy(() => pageImports.maintenance().then((page) => ({ default: page.MaintenancePage }))),
  sessions: lazy(() => pageImports.sessions().then((page) => ({ default: page.SessionsPage }))),
  missing: lazy(() => pageImports.missing().then((page) => ({ default: page.MissingPage }))),
};

const SignIn = () => (
  <Suspense fallback={null}>
    <pages.signIn />
  </Suspense>
);

const routes = OWN_PAGES.map(([path, name]) => {
  const Page = pages[name];
  return <Route key={path} path={path} element={<Page />} />;
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
        <CustomRoutes>
          {routes}
          <Route path="/:kind" element={<pages.list />} />
          <Route path="/:kind/:id" element={<pages.object />} />
        </CustomRoutes>
      </CoreAdminUI>
    </CoreAdminContext>
  );
}
