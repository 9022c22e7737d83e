import type { EstateMap, MapNode } from '../../../contract/api/map.ts';

/** The objects of one kind in one cluster, in the order in which they are drawn. A place whose object has gone stays empty. */
export interface Row {
  kind: string;
  slots: (string | null)[];
}

/** Cluster (or `none`) → its kinds from left to right. */
export type Arrangement = ReadonlyMap<string, readonly Row[]>;

export const boxOf = ({ clusterId }: Pick<MapNode, 'clusterId'>): string => clusterId ?? 'none';

/** More empty places than this share of a row, and it is put in order anew. */
const MOST_EMPTY = 0.3;

const byName = (one: MapNode, other: MapNode) =>
  one.name.localeCompare(other.name, 'en', { numeric: true }) || (one.id < other.id ? -1 : 1);

/**
 * Who stands where. From left to right each object stands near what it is linked with further left (Sugiyama's barycentre), else by name.
 * With an arrangement from before, everything stays where it was: what is new comes last, and what has gone leaves its place empty.
 */
export function arrange({ clusters, nodes, links }: EstateMap, before?: Arrangement): Arrangement {
  const near = neighboursOf(nodes, links);
  const rows = new Map<string, Map<string, MapNode[]>>();
  // Clusters by name, and last what is in none. Nodes come by kind from left to right.
  for (const id of [...clusters.map((cluster) => cluster.id), 'none']) rows.set(id, new Map());
  for (const node of nodes) {
    const kinds = rows.get(boxOf(node)) ?? rows.set(boxOf(node), new Map()).get(boxOf(node))!;
    kinds.set(node.kind, [...(kinds.get(node.kind) ?? []), node]);
  }
  const place = new Map<string, number>();
  const found = new Map<string, Row[]>();
  for (const kind of new Set(nodes.map((node) => node.kind)))
    for (const [box, kinds] of rows) {
      const there = kinds.get(kind);
      if (!there) continue;
      const known = before?.get(box)?.find((row) => row.kind === kind);
      const slots = (known && kept(known, there)) ?? ordered(there, near, place);
      slots.forEach((id, n) => id !== null && place.set(id, (n + 0.5) / slots.length));
      found.set(box, [...(found.get(box) ?? []), { kind, slots }]);
    }
  return new Map([...rows.keys()].flatMap((box) => (found.has(box) ? [[box, found.get(box)!] as const] : [])));
}

function neighboursOf(nodes: readonly MapNode[], links: EstateMap['links']): Map<string, string[]> {
  const near = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of links) {
    const [one, other] = [nodes[from]!.id, nodes[to]!.id];
    near.get(one)!.push(other);
    near.get(other)!.push(one);
  }
  return near;
}

function ordered(
  nodes: readonly MapNode[],
  near: ReadonlyMap<string, readonly string[]>,
  place: ReadonlyMap<string, number>,
): string[] {
  const mean = new Map(
    nodes.map(({ id }) => {
      const at = (near.get(id) ?? []).flatMap((other) => place.get(other) ?? []);
      return [id, at.length ? at.reduce((sum, one) => sum + one, 0) / at.length : Number.MAX_SAFE_INTEGER];
    }),
  );
  return nodes
    .toSorted((one, other) => mean.get(one.id)! - mean.get(other.id)! || byName(one, other))
    .map(({ id }) => id);
}

/** @returns undefined: too much has changed for the old order to be of use */
function kept({ slots }: Row, nodes: readonly MapNode[]): (string | null)[] | undefined {
  const there = new Set(nodes.map(({ id }) => id));
  const same = slots.map((id) => (id !== null && there.has(id) ? id : null));
  const known = new Set(same);
  const fresh = nodes.filter(({ id }) => !known.has(id)).toSorted(byName);
  const all = [...same, ...fresh.map(({ id }) => id)];
  while (all.at(-1) === null) all.pop();
  const empty = all.filter((id) => id === null).length;
  return empty > all.length * MOST_EMPTY || fresh.length > same.length ? undefined : all;
}
