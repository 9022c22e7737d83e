import type { EstateMap, MapNode } from '../../contract/api/map.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { groupId } from '../../contract/map-kinds.ts';
import type { Reading } from '../reader.ts';
import { reach } from './around.ts';
import { fits } from './count.ts';
import { readGroups } from './groups.ts';
import { linksAmong, linksOfGroups, linksWithGroups, placed } from './links.ts';
import { everyPart, readObjects } from './objects.ts';
import { kindsOf, type Shown } from './shown.ts';

/** The estate as nodes and links: object by object where they are few enough, else by kind and cluster. */
export async function readMap(reading: Reading, shown: Shown, expand: readonly string[]): Promise<EstateMap> {
  if (await fits(reading, shown)) return ofObjects(reading, shown, await readObjects(reading, everyPart(shown), shown));
  const groups = await readGroups(reading, shown);
  const nodes = await expanded(reading, shown, groups, expand);
  const ids = nodes.filter((node) => !node.group).map(({ id }) => id);
  const ends = [
    ...(await linksOfGroups(reading, shown)),
    ...(ids.length
      ? [...(await linksAmong(reading, shown, ids)), ...(await linksWithGroups(reading, shown, ids))]
      : []),
  ];
  return {
    clusters: await clustersOf(reading, nodes),
    nodes,
    ...placed(nodes, ends),
    total: groups.reduce((sum, { group }) => sum + group!.count, 0),
    grouped: true,
  };
}

/** What is linked with one object, which has been found to be visible. */
export async function readAround(
  reading: Reading,
  shown: Shown,
  start: { kind: string; id: string },
  depth: number,
): Promise<EstateMap> {
  const { ids, cut } = await reach(reading, start, depth, shown);
  const parts = kindsOf({ kinds: [...ids.keys()] }).map((kind) => ({ kind, ids: ids.get(kind.name)! }));
  const map = await ofObjects(reading, shown, await readObjects(reading, parts, shown));
  return { ...map, cut: cut ?? map.cut };
}

async function ofObjects(reading: Reading, shown: Shown, nodes: MapNode[]): Promise<EstateMap> {
  const ends = await linksAmong(
    reading,
    shown,
    nodes.map(({ id }) => id),
  );
  const clusters = await clustersOf(reading, nodes);
  return { clusters, nodes, ...placed(nodes, ends), total: nodes.length, grouped: false };
}

/** Groups that are opened give way to their objects, as long as all of these together may be shown. */
async function expanded(
  reading: Reading,
  shown: Shown,
  groups: readonly MapNode[],
  expand: readonly string[],
): Promise<MapNode[]> {
  let room = shown.limit;
  const opened = groups.filter(({ id, group }) => {
    if (!expand.includes(id) || group!.count > room) return false;
    room -= group!.count;
    return true;
  });
  const parts = opened.map(({ kind, clusterId }) => ({ kind: kindNamed(kind), clusterId }));
  const objects = new Map<string, MapNode[]>(opened.map(({ id }) => [id, []]));
  for (const node of await readObjects(reading, parts, shown))
    objects.get(groupId(node.clusterId, node.kind))?.push(node);
  return groups.flatMap((group) => objects.get(group.id) ?? [group]);
}

async function clustersOf({ client }: Reading, nodes: readonly MapNode[]): Promise<EstateMap['clusters']> {
  const ids = new Set(nodes.flatMap(({ clusterId }) => clusterId ?? []));
  if (!ids.size) return [];
  const { rows } = await client.query<{ id: string; name: string }>(
    'SELECT o.id, o.name FROM clusters o WHERE o.id = ANY ($1::uuid[]) ORDER BY o.name',
    [[...ids]],
  );
  return rows;
}
