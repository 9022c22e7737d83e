import type { EstateMap, MapNode } from '../../contract/api/map.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import type { Status } from '../../contract/kinds/kind.ts';
import { groupId, MAP_KINDS, MAP_LIMIT } from '../../contract/map-kinds.ts';
import type { Estate } from './estate.ts';
import { neighbour, type Edge } from './links.ts';
import { Refused } from './list.ts';

const WORST: Status[] = ['failing', 'stale', 'attention', 'working', 'ok', 'gone'];

/** The map as the API answers it. */
export function mapOf(estate: Estate, edges: readonly Edge[], params: URLSearchParams): EstateMap {
  const [cluster, at, around] = [params.get('cluster'), params.get('at'), params.get('around')];
  const kinds = params.get('kinds')?.split(',') ?? MAP_KINDS;
  const all = MAP_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) =>
    (estate.get(kind) ?? [])
      .filter(
        (one) =>
          !one['goneAt'] && (!cluster || one['clusterId'] === cluster) && (!at || String(one['firstSeenAt']) <= at),
      )
      .map((one) => neighbour(kind, one) as MapNode)
      .toSorted((one, other) => one.name.localeCompare(other.name)),
  );
  const near = around && reached(edges, around.split(':')[1] ?? '', Number(params.get('depth') ?? 2));
  const nodes = near ? all.filter(({ id }) => near.has(id)) : all;
  if (near && !nodes.length) throw new Refused(404, 'There is no such object');
  const grouped = nodes.length > MAP_LIMIT;
  const shown = grouped ? groupsOf(nodes, params.get('expand')?.split(',') ?? []) : nodes;
  const places = new Map(shown.map(({ id }, n) => [id, n]));
  const placeOf = ({ id, clusterId }: { id: string; clusterId?: unknown }, kind: string) =>
    places.get(id) ?? places.get(groupId((clusterId as string | null) ?? null, kind));
  const rules = [...new Set(edges.map(({ rule }) => rule))];
  const links = new Map<string, EstateMap['links'][number]>();
  for (const { from, fromKind, to, toKind, rule } of edges) {
    const [one, other] = [placeOf(from, fromKind), placeOf(to, toKind)];
    if (one === undefined || other === undefined) continue;
    const key = `${one} ${other} ${rule}`;
    const count = (links.get(key)?.count ?? 0) + 1;
    const many = shown[one]!.group ?? shown[other]!.group;
    links.set(key, { from: one, to: other, rule: rules.indexOf(rule), ...(many ? { count } : {}) });
  }
  const clusters = (estate.get('clusters') ?? []).filter(({ id }) => nodes.some(({ clusterId }) => clusterId === id));
  return {
    clusters: clusters.map(({ id, name }) => ({ id, name: String(name) })),
    nodes: shown,
    rules,
    links: [...links.values()],
    total: nodes.length,
    grouped,
    cut: null,
  };
}

function reached(edges: readonly Edge[], id: string, depth: number): Set<string> {
  const known = new Set([id]);
  for (let step = 0; step < depth; step += 1)
    for (const { from, to } of edges.filter((edge) => known.has(edge.from.id) || known.has(edge.to.id)))
      known.add(from.id).add(to.id);
  return known;
}

function groupsOf(nodes: readonly MapNode[], expand: readonly string[]): MapNode[] {
  const groups = new Map<string, MapNode>();
  for (const node of nodes) {
    const id = groupId(node.clusterId, node.kind);
    if (expand.includes(id)) {
      groups.set(node.id, node);
      continue;
    }
    const before = groups.get(id);
    const statuses = before?.group?.statuses ?? {};
    groups.set(id, {
      ...node,
      id,
      name: kindNamed(node.kind).many,
      detail: null,
      status: WORST.find((one) => one === node.status || one === before?.status) ?? 'ok',
      group: {
        count: (before?.group?.count ?? 0) + 1,
        statuses: { ...statuses, [node.status]: (statuses[node.status] ?? 0) + 1 },
      },
    });
  }
  return [...groups.values()];
}
