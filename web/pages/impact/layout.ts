import type { Impact } from '../../../contract/api/links.ts';

export type Node = Impact['nodes'][number];
export type Edge = Impact['edges'][number];

export interface Placed {
  node: Node;
  x: number;
  y: number;
}

export const NODE = { width: 210, height: 44, across: 290, down: 56 };

/** A layer taller than this is folded into several columns: a strip of 60 nodes helps nobody. */
const TALL = 14;

/**
 * Layer of each node: the longest way to it, so that what stands between two others stands between them in the picture as well.
 * (`depth` is the shortest way: a record set that is reached directly and through an address would stand beside the address.)
 * Edges that close a circle are left out.
 */
export function layersOf(nodes: readonly Node[], edges: readonly Edge[]): Map<string, number> {
  const below = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) if (below.has(to)) below.get(from)?.push(to);
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const forward: [string, string][] = [];
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const next of below.get(id) ?? []) {
      if (state.get(next) === 'open') continue;
      forward.push([id, next]);
      if (!state.has(next)) visit(next);
    }
    state.set(id, 'done');
    order.push(id);
  };
  for (const { id } of nodes) if (!state.has(id)) visit(id);
  const layers = new Map<string, number>(nodes.map(({ id }) => [id, 0]));
  const outOf = new Map<string, string[]>();
  for (const [from, to] of forward) outOf.set(from, [...(outOf.get(from) ?? []), to]);
  for (const id of order.toReversed())
    for (const next of outOf.get(id) ?? [])
      layers.set(next, Math.max(layers.get(next) ?? 0, (layers.get(id) ?? 0) + 1));
  return layers;
}

/**
 * Columns from left to right by layer. In each column nodes stand near what they depend on: two sweeps by the mean position of
 * their neighbours to the left (Sugiyama's barycentre), which is enough where layers are known.
 */
export function columns(nodes: readonly Node[], edges: readonly Edge[]): Placed[] {
  const layers = new Map<number, Node[]>();
  const layerOf = layersOf(nodes, edges);
  for (const node of nodes) {
    const layer = layerOf.get(node.id) ?? node.depth;
    layers.set(layer, [...(layers.get(layer) ?? []), node]);
  }
  const depths = [...layers.keys()].toSorted((one, other) => one - other);
  const parents = new Map<string, string[]>();
  for (const { from, to } of edges) parents.set(to, [...(parents.get(to) ?? []), from]);

  const place = new Map<string, number>();
  for (const depth of depths) {
    const layer = layers.get(depth) ?? [];
    const mean = (node: Node) => {
      const near = (parents.get(node.id) ?? [])
        .map((id) => place.get(id))
        .filter((at): at is number => at !== undefined);
      return near.length === 0 ? Number.MAX_SAFE_INTEGER : near.reduce((sum, at) => sum + at, 0) / near.length;
    };
    const ordered = layer.toSorted(
      (one, other) =>
        mean(one) - mean(other) ||
        one.kind.localeCompare(other.kind) ||
        one.name.localeCompare(other.name, 'en', { numeric: true }),
    );
    ordered.forEach((node, index) => place.set(node.id, (index + 0.5) / ordered.length));
    layers.set(depth, ordered);
  }

  const placed: Placed[] = [];
  let column = 0;
  for (const depth of depths) {
    const layer = layers.get(depth) ?? [];
    const folds = Math.ceil(layer.length / TALL);
    const height = Math.ceil(layer.length / folds);
    layer.forEach((node, index) => {
      const inColumn = Math.min(height, layer.length - Math.floor(index / height) * height);
      placed.push({
        node,
        x: (column + Math.floor(index / height)) * NODE.across,
        y: ((index % height) - (inColumn - 1) / 2) * NODE.down,
      });
    });
    column += folds;
  }
  return placed;
}

export interface Branch {
  node: Node;
  rule: string | null;
  children: Branch[];
  /** It stands elsewhere in the tree already. */
  again: boolean;
}

/** The same as a tree, for reading: each object unfolds where it is met first, breadth first. */
export function tree(nodes: readonly Node[], edges: readonly Edge[]): Branch | null {
  const [root] = nodes;
  if (!root) return null;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const below = new Map<string, Edge[]>();
  for (const edge of edges) below.set(edge.from, [...(below.get(edge.from) ?? []), edge]);
  const start: Branch = { node: root, rule: null, children: [], again: false };
  const met = new Set([root.id]);
  const queue = [start];
  for (let branch = queue.shift(); branch; branch = queue.shift()) {
    for (const { to, rule } of below.get(branch.node.id) ?? []) {
      const node = byId.get(to);
      if (!node) continue;
      const again = met.has(to);
      const child: Branch = { node, rule, children: [], again };
      branch.children.push(child);
      if (again) continue;
      met.add(to);
      queue.push(child);
    }
  }
  return start;
}

/** "6 record sets, 2 target groups" */
export function tally(nodes: readonly Node[], words: (count: number, kind: string) => string): string {
  const counts = new Map<string, number>();
  for (const { kind } of nodes.slice(1)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => words(count, kind)).join(', ');
}
