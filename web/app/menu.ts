import type { IconName } from '../ui/icon.tsx';
import type { Group } from '../../contract/kinds/kind.ts';
import { capital } from '../kinds/find.ts';
import { kinds } from '../kinds/kinds.data.ts';
import type { WebKind } from '../kinds/web-kind.ts';
import type { Me } from './session.ts';

export interface MenuEntry {
  label: string;
  to: string;
  icon?: IconName;
  /** Kind whose count stands behind it. */
  kind?: string;
}
export interface MenuGroup {
  label: string;
  entries: MenuEntry[];
}

/** Where the word for several objects is longer than the menu needs. */
const SHORT: Readonly<Record<string, string>> = { audit: 'Audit' };

const GROUPS: readonly (readonly [Exclude<Group, 'none'>, string])[] = [
  ['estate', 'Estate'],
  ['dns', 'DNS'],
  ['apps', 'Apps'],
  ['data', 'Data'],
  ['settings', 'Settings'],
];

export const TOP: readonly MenuEntry[] = [
  { label: 'Overview', to: '/', icon: 'overview' },
  { label: 'Map', to: '/map', icon: 'map' },
  { label: 'Findings', to: '/findings?state=open', icon: 'findings', kind: 'findings' },
  { label: 'Maintenance', to: '/maintenance-events', icon: 'maintenance', kind: 'maintenance_events' },
  { label: 'Plans', to: '/plans', icon: 'plans', kind: 'plans' },
];

/** What of a reader decides which kinds there are for them. */
export interface Who {
  role: Me['role'];
  clusterIds: readonly string[] | null;
}

export const visible = (kind: WebKind, who: Who): boolean => {
  if (kind.visibility === 'admin') return who.role === 'admin' && who.clusterIds === null;
  return kind.visibility !== 'everywhere' || who.clusterIds === null;
};

/**
 * The groups of the side menu. A synced kind appears once a source provides objects of it, a group with its first entry.
 * `counts` null: not known yet, so nothing is left out.
 */
export function menuGroups(who: Who, counts: Readonly<Record<string, number>> | null): MenuGroup[] {
  return GROUPS.map(([group, label]) => {
    const shown = kinds.filter(
      (kind) => kind.group === group && visible(kind, who) && (!kind.synced || !counts || (counts[kind.name] ?? 0) > 0),
    );
    const entries: MenuEntry[] = shown.map((kind) => ({
      label: SHORT[kind.name] ?? capital(kind.many),
      to: `/${kind.path}`,
      kind: kind.name,
    }));
    return { label, entries: group === 'settings' ? [...entries, { label: 'Sessions', to: '/sessions' }] : entries };
  }).filter(({ entries }) => entries.length > 0);
}
