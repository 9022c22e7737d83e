import type { EstateMap, MapNode } from '../../../contract/api/map.ts';

/** An object as the API tells of it; its id is its name. */
export const node = (kind: string, name: string, more: Partial<MapNode> = {}): MapNode => ({
  kind,
  id: name,
  name,
  detail: null,
  status: 'ok',
  worstFinding: null,
  clusterId: 'red',
  ...more,
});

/** A map of these nodes, with links by their ids. Clusters are those of the nodes. */
export function mapOf(nodes: MapNode[], links: [from: string, to: string][] = []): EstateMap {
  const at = (id: string) => nodes.findIndex((one) => one.id === id);
  const clusters = [...new Set(nodes.flatMap(({ clusterId }) => clusterId ?? []))].toSorted();
  return {
    clusters: clusters.map((id) => ({ id, name: `cluster ${id}` })),
    nodes,
    rules: ['address'],
    links: links.map(([from, to]) => ({ from: at(from), to: at(to), rule: 0 })),
    total: nodes.length,
    grouped: false,
    cut: null,
  };
}

export const many = (kind: string, count: number, more: Partial<MapNode> = {}): MapNode[] =>
  Array.from({ length: count }, (_, n) => node(kind, `${kind}-${more.clusterId ?? 'red'}-${n}`, more));
