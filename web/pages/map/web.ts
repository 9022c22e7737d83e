import type { EstateMap, MapNode } from '../../../contract/api/map.ts';

export interface Strand {
  from: string;
  to: string;
  rules: string[];
  /** Links in one. */
  count: number;
}

/** The links of the map by their ends. */
export interface Web {
  /** Several rules between the same two objects are one line. */
  strands: Strand[];
  /** Id → ids of those it is linked with, with the strand between. */
  near: Map<string, Map<string, Strand>>;
  byId: Map<string, MapNode>;
}

export function webOf({ nodes, links, rules }: EstateMap): Web {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const near = new Map<string, Map<string, Strand>>(nodes.map(({ id }) => [id, new Map()]));
  const strands: Strand[] = [];
  for (const { from, to, rule, count = 1 } of links) {
    const [one, other] = [nodes[from]!.id, nodes[to]!.id];
    if (one === other) continue;
    const known = near.get(one)!.get(other);
    const name = rules[rule]!;
    if (known) {
      known.count += count;
      if (!known.rules.includes(name)) known.rules.push(name);
      continue;
    }
    const strand = { from: one, to: other, rules: [name], count };
    strands.push(strand);
    near.get(one)!.set(other, strand);
    near.get(other)!.set(one, strand);
  }
  return { strands, near, byId };
}
