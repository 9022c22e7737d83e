import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { followEvents } from '../api/live.ts';
import { loadPage, pageOf } from './page-imports.ts';
import { ScopedApp } from './scoped-app.tsx';

/** A data router: only it can ask before a half-filled form is left. One route, because pages follow from the kinds. */
export async function start(): Promise<void> {
  // The entry has asked for it already; it arrives with this module or soon after.
  await loadPage(pageOf(location.pathname)).catch(() => undefined);
  const router = createBrowserRouter([{ path: '*', element: <ScopedApp /> }], { basename: import.meta.env.BASE_URL });
  followEvents(() => {
    const { pathname, search } = router.state.location;
    // react-admin's login leads back to where its state says.
    const state = pathname === '/login' ? null : { nextPathname: pathname, nextSearch: search };
    void router.navigate('/login', { state });
  });
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  );
}
