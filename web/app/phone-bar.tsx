import { useLocation } from 'react-router';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Link } from '../ui/scoped-link.tsx';
import { useOverview } from './overview-query.ts';
import { PlansMark } from './plans-mark.tsx';

const PLACES: readonly (readonly [label: string, to: string, icon: IconName])[] = [
  ['Overview', '/', 'overview'],
  ['Findings', '/findings?state=open', 'findings'],
  ['Plans', '/plans', 'plans'],
];

/** What a thumb reaches. The rest of the menu opens from here. */
export function PhoneBar({
  onSearch,
  onMenu,
  menuOpen,
}: {
  onSearch: () => void;
  onMenu: () => void;
  menuOpen: boolean;
}) {
  const { pathname } = useLocation();
  const { data } = useOverview();
  const open = data ? data.findings.failing + data.findings.attention : 0;
  return (
    <nav className="sy-phone-bar" aria-label="Places">
      {PLACES.map(([label, to, icon]) => (
        <Link key={to} to={to} aria-current={pathname === to.split('?')[0] ? 'page' : undefined}>
          <Icon name={icon} size={20} />
          {label}
          {to.startsWith('/findings') && open > 0 && <span className="sy-phone-count">{open}</span>}
          {to === '/plans' && <PlansMark />}
        </Link>
      ))}
      <button type="button" onClick={onSearch}>
        <Icon name="search" size={20} />
        Search
      </button>
      <button type="button" onClick={onMenu} aria-expanded={menuOpen}>
        <Icon name="menu" size={20} />
        Menu
      </button>
    </nav>
  );
}
