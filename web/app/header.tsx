import { useLogout } from 'ra-core';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useStream } from '../api/events.ts';
import { Icon } from '../ui/icon.tsx';
import { MenuItem, Popover } from '../ui/popover.tsx';
import { clock } from '../ui/relative-time.ts';
import { Link, useGo, useScope } from '../ui/scoped-link.tsx';
import { useClusters } from './clusters.ts';
import { withScope } from './scope.ts';
import { useMe, useOutdated } from './session.ts';
import { chooseTheme, chosenTheme, THEMES, type Theme } from './theme-choice.ts';
import { TimeTravel } from './time-travel.tsx';

export function Brand() {
  return (
    <Link to="/" className="sy-brand" aria-label="Switchyard, overview">
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" fill="var(--sy-accent)" />
        <path
          d="M6 21h6l8-10h6M6 11h6l2.4 3M17.6 18l2.4 3h6"
          fill="none"
          stroke="#fff"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span>Switchyard</span>
    </Link>
  );
}

export function ClusterSwitcher() {
  const { cluster, at } = useScope();
  const clusters = useClusters();
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const current = clusters.find((one) => one.id === cluster);
  const label = current?.name ?? (cluster ? 'Unknown cluster' : 'All clusters');
  if (clusters.length === 0 && !cluster) return null;
  const choose = (close: () => void, id: string | null) => {
    close();
    void navigate(pathname + withScope(search, { cluster: id, at }));
  };
  return (
    <Popover
      label={`Cluster: ${label}`}
      className={`sy-header-button${cluster ? ' sy-header-button-on' : ''}`}
      button={
        <>
          <Icon name="cluster" />
          <span className="sy-header-word">{label}</span>
          <Icon name="down" size={12} />
        </>
      }
    >
      {(close) => (
        <>
          <MenuItem checked={!cluster} onSelect={() => choose(close, null)}>
            All clusters
          </MenuItem>
          {clusters.map((one) => (
            <MenuItem key={one.id} checked={one.id === cluster} onSelect={() => choose(close, one.id)}>
              {one.name}
              <span className="sy-menu-aside">{one.stage}</span>
            </MenuItem>
          ))}
        </>
      )}
    </Popover>
  );
}

/** The event stream's state, as it is. */
export function LiveMark() {
  const { mark, heard } = useStream();
  const { at } = useScope();
  if (mark === 'off') return null;
  const words = {
    live: 'live',
    reconnecting: 'reconnecting',
    stale: `stale since ${clock(new Date(heard).toISOString())}`,
  };
  const about = at
    ? 'The stream of events is connected; what is shown is the past and does not change.'
    : 'Whether changes arrive as they happen.';
  return (
    <span className={`sy-live sy-live-${mark}`} role="status" title={about}>
      <i aria-hidden="true" />
      <span>{words[mark]}</span>
    </span>
  );
}

const THEME_ICONS = { system: 'screen', light: 'sun', dark: 'moon' } as const;

export function ThemeMenu() {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  return (
    <Popover
      label={`Theme: ${theme}`}
      className="sy-header-button"
      align="end"
      button={<Icon name={THEME_ICONS[theme]} />}
    >
      {(close) =>
        THEMES.map((one) => (
          <MenuItem
            key={one}
            checked={one === theme}
            onSelect={() => {
              chooseTheme(one);
              setTheme(one);
              close();
            }}
          >
            <Icon name={THEME_ICONS[one]} />
            {one === 'system' ? 'As the system' : one === 'light' ? 'Light' : 'Dark'}
          </MenuItem>
        ))
      }
    </Popover>
  );
}

export function UserMenu() {
  const who = useMe();
  const logout = useLogout();
  const go = useGo();
  if (!who) return null;
  return (
    <Popover
      label={`Signed in as ${who.name}`}
      className="sy-header-button"
      align="end"
      button={
        <>
          <Icon name="user" />
          <span className="sy-header-word">{who.name}</span>
          <Icon name="down" size={12} />
        </>
      }
    >
      {(close) => (
        <>
          <p className="sy-menu-note" role="presentation">
            {who.role}, {who.clusterIds === null ? 'all clusters' : `${who.clusterIds.length} clusters`}
          </p>
          <MenuItem
            onSelect={() => {
              close();
              go('/sessions');
            }}
          >
            Sessions
          </MenuItem>
          <MenuItem onSelect={() => window.open('/api/docs', '_blank', 'noopener')}>
            API documentation <Icon name="out" size={12} />
          </MenuItem>
          <MenuItem onSelect={() => void logout({}, undefined, false)}>Sign out</MenuItem>
          <p className="sy-menu-note" role="presentation">
            Switchyard {who.version}
          </p>
        </>
      )}
    </Popover>
  );
}

export const isApple = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Header({ onSearch }: { onSearch: () => void }) {
  const outdated = useOutdated();
  return (
    <header className="sy-header">
      <Brand />
      <button type="button" className="sy-search-button" aria-keyshortcuts="Meta+K Control+K" onClick={onSearch}>
        <Icon name="search" />
        <span>Search or do …</span>
        <kbd aria-hidden="true">{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <ClusterSwitcher />
      <span className="sy-header-end">
        {outdated && (
          <button type="button" className="sy-header-button sy-header-button-on" onClick={() => location.reload()}>
            Updated · load again
          </button>
        )}
        <TimeTravel />
        <LiveMark />
        <ThemeMenu />
        <UserMenu />
      </span>
    </header>
  );
}
