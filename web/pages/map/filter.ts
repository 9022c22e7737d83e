import type { EstateMap, MapNode } from '../../../contract/api/map.ts';
import type { Impact } from '../../../contract/api/links.ts';
import { groupId } from '../../../contract/map-kinds.ts';
import { kindNamed } from '../../kinds/find.ts';
import type { Lit } from './draw/view.ts';
import type { MapState } from './map-state.ts';

/** What the filter lights up; null: there is none. A group counts where any of its objects does. */
export function filtered(
  { nodes, clusters }: EstateMap,
  { text, statuses }: Pick<MapState, 'text' | 'statuses'>,
): Lit | null {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length && !statuses.length) return null;
  const names = new Map(clusters.map(({ id, name }) => [id, name]));
  const fits = (node: MapNode) => {
    const { status, group, name, detail, kind, clusterId } = node;
    if (statuses.length && !statuses.some((one) => (group ? group.statuses[one] : status === one))) return false;
    const looked =
      `${name} ${detail ?? ''} ${kindNamed(kind)?.one ?? kind} ${names.get(clusterId ?? '') ?? ''}`.toLowerCase();
    return words.every((word) => looked.includes(word));
  };
  return { ids: new Set(nodes.filter(fits).map(({ id }) => id)), because: 'filter' };
}

/** What would be hit, as far as it is on the map: objects by themselves or in their group. */
export function hitBy({ nodes, edges }: Impact, shown: ReadonlyMap<string, unknown>): Lit {
  const depths = new Map<string, number>();
  const place = new Map<string, string>();
  for (const { id, kind, clusterId, depth } of nodes) {
    const here = shown.has(id) ? id : groupId(clusterId, kind);
    if (!shown.has(here)) continue;
    place.set(id, here);
    depths.set(here, Math.min(depth, depths.get(here) ?? depth));
  }
  const ways = edges.flatMap(({ from, to }) => {
    const [one, other] = [place.get(from), place.get(to)];
    return one && other && one !== other ? [{ from: one, to: other }] : [];
  });
  return { ids: new Set(depths.keys()), because: 'impact', depths, ways };
}
