import { useEffect, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { Icon } from '../ui/icon.tsx';
import { Link, useScope } from '../ui/scoped-link.tsx';
import { shortCount } from '../ui/short-count.ts';
import { menuGroups, TOP, visible, type MenuEntry } from './menu.ts';
import { useOverview } from './overview-query.ts';
import { preloadPage } from './page-imports.ts';
import { PlansMark } from './plans-mark.tsx';
import { read, write } from './preferences.ts';
import { useMe } from './session.ts';
import { kindNamed } from '../kinds/find.ts';

const REMEMBERED = 'menu-counts';

/** Numbers behind the entries. Those of last time keep the menu from growing while it is looked at. */
export function useCounts(): { counts: Record<string, number> | null; fresh: boolean } {
  const { at } = useScope();
  const { data } = useOverview();
  const counts = data && Object.fromEntries(data.counts.map(({ kind, count }) => [kind, count]));
  const text = counts && !at && JSON.stringify(counts);
  useEffect(() => {
    if (text) write(REMEMBERED, JSON.parse(text));
  }, [text]);
  return { counts: counts ?? read<Record<string, number> | null>(REMEMBERED, null), fresh: Boolean(counts) };
}

/** From here on a count takes the room of the word before it. */
const LONG = 10_000;

function Entry({
  entry,
  count,
  tone,
  mark,
}: {
  entry: MenuEntry;
  count?: number | undefined;
  tone?: string | undefined;
  mark?: ReactNode;
}) {
  const { pathname } = useLocation();
  const [path = '/'] = entry.to.split('?');
  const here = path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`);
  return (
    <li>
      <Link
        to={entry.to}
        className="sy-menu-link"
        aria-current={here ? 'page' : undefined}
        onMouseEnter={() => preloadPage(path)}
        onFocus={() => preloadPage(path)}
      >
        {entry.icon && <Icon name={entry.icon} />}
        <span>{entry.label}</span>
        {count !== undefined && count > 0 && (
          <span className={`sy-count ${tone ?? ''}`} title={count.toLocaleString('en')}>
            {count < LONG ? count.toLocaleString('en') : shortCount(count)}
          </span>
        )}
        {mark}
      </Link>
    </li>
  );
}

export function SideMenu() {
  const who = useMe();
  const { data } = useOverview();
  const { counts, fresh } = useCounts();
  if (!who) return null;
  const found = data?.findings;
  const top: Record<string, [number | undefined, string]> = {
    findings: [found && found.failing + found.attention, found?.failing ? 'sy-failing' : 'sy-attention'],
    maintenance_events: [data?.maintenance.length, ''],
  };
  const shownTop = TOP.filter(({ kind }) => {
    const declared = kind && kindNamed(kind);
    return !declared || visible(declared, who);
  });
  return (
    <nav className="sy-side" aria-label="Main">
      <ul>
        {shownTop.map((entry) => {
          const [count, tone] = (entry.kind && top[entry.kind]) || [undefined, ''];
          const mark = entry.kind === 'plans' && <PlansMark />;
          return <Entry key={entry.to} entry={entry} count={count} tone={tone} mark={mark} />;
        })}
      </ul>
      {menuGroups(who, counts).map(({ label, entries }) => (
        <section key={label} aria-label={label}>
          <h2>{label}</h2>
          <ul>
            {entries.map((entry) => (
              <Entry key={entry.to} entry={entry} count={fresh && entry.kind ? counts?.[entry.kind] : undefined} />
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
