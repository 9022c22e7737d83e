import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { LIVE_REGION } from '../ui/announce.ts';
import { Lines } from '../ui/late.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header, ClusterSwitcher, ThemeMenu, UserMenu } from './header.tsx';
import { PhoneBar } from './phone-bar.tsx';
import { SideMenu } from './side-menu.tsx';
import { PastBanner, TimeTravel } from './time-travel.tsx';
import { Toasts } from './toasts.tsx';

const Palette = lazy(() => import('../palette/palette.tsx').then(({ Palette: component }) => ({ default: component })));

/** After a change of page, focus and scroll start at the page, not where the link was. */
function useArrival(pathname: string) {
  const main = useRef<HTMLElement>(null);
  const arrived = useRef(pathname);
  useEffect(() => {
    if (arrived.current === pathname) return;
    arrived.current = pathname;
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

function usePaletteKey(open: () => void): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', key);
    return () => document.removeEventListener('keydown', key);
  }, [open]);
}

export function Shell({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const [palette, setPalette] = useState(false);
  // The menu is open on the page where it was opened, and closed on the next.
  const [menuOn, setMenuOn] = useState<string | null>(null);
  const menu = menuOn === pathname;
  const main = useArrival(pathname);
  const [search] = useState(() => () => setPalette(true));
  usePaletteKey(search);

  return (
    <div className="sy-frame">
      <a className="sy-skip" href="#main">
        Skip to the page
      </a>
      <Header onSearch={search} />
      {/* On a phone the open menu takes the place of the page. */}
      <div className={`sy-side-wrap${menu ? ' sy-side-open' : ''}`} role={menu ? 'main' : undefined}>
        {menu && <h1 className="sy-hidden">Menu</h1>}
        <div className="sy-side-tools">
          <ClusterSwitcher />
          <TimeTravel />
          <ThemeMenu />
          <UserMenu />
        </div>
        <SideMenu />
      </div>
      <main id="main" ref={main} tabIndex={-1} className="sy-main" inert={menu}>
        <PastBanner />
        <div className="sy-page">
          <ErrorBoundary at={pathname}>
            <Suspense fallback={<Lines count={6} />}>{children}</Suspense>
          </ErrorBoundary>
        </div>
      </main>
      <PhoneBar onSearch={search} onMenu={() => setMenuOn(menu ? null : pathname)} menuOpen={menu} />
      <div id={LIVE_REGION} className="sy-hidden" aria-live="polite" />
      <Toasts />
      {palette && (
        <Suspense fallback={null}>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
    </div>
  );
}
