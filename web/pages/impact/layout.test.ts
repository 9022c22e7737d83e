import { describe, expect, it } from 'vitest';
import { columns, layersOf, NODE, tally, tree, type Node } from './layout.ts';

const node = (id: string, depth: number, kind = 'instances'): Node => ({
  kind,
  id,
  name: id,
  detail: null,
  status: 'ok',
  worstFinding: null,
  clusterId: null,
  depth,
});
const edge = (from: string, to: string) => ({ from, to, rule: 'address' });

describe('the columns of impact', () => {
  it('go from left to right by depth', () => {
    const placed = columns(
      [node('a', 0), node('b', 1), node('c', 1), node('d', 2)],
      [edge('a', 'b'), edge('a', 'c'), edge('c', 'd')],
    );
    expect(placed.map(({ node: { id }, x }) => [id, x / NODE.across])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 1],
      ['d', 2],
    ]);
  });

  it('keep nodes near what they depend on, without crossings where none is needed', () => {
    const nodes = [node('a', 0), node('b1', 1), node('b2', 1), node('c1', 2), node('c2', 2)];
    const placed = columns(nodes, [edge('a', 'b1'), edge('a', 'b2'), edge('b1', 'c2'), edge('b2', 'c1')]);
    const y = (id: string) => placed.find((one) => one.node.id === id)?.y ?? 0;
    expect(y('b1') < y('b2')).toBe(true);
    expect(y('c2') < y('c1')).toBe(true);
  });

  it('fold a tall layer, and never put two nodes in one place', () => {
    const many = Array.from({ length: 45 }, (_, index) => node(`n${index}`, 1));
    const placed = columns(
      [node('a', 0), ...many, node('z', 2)],
      [...many.map(({ id }) => edge('a', id)), edge('n3', 'z')],
    );
    expect(new Set(placed.map(({ x, y }) => `${x}|${y}`)).size).toBe(47);
    const last = placed.find((one) => one.node.id === 'z');
    expect(placed.every((one) => one.node.id === 'z' || one.x < (last?.x ?? 0))).toBe(true);
  });
});

describe('the tree of impact', () => {
  it('unfolds each object once, and ends with circles', () => {
    const root = tree(
      [node('a', 0), node('b', 1), node('c', 2)],
      [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('a', 'c')],
    );
    const c = root?.children.find((child) => child.node.id === 'c');
    expect(c?.again).toBe(false);
    expect(c?.children[0]).toMatchObject({ again: true, children: [], node: { id: 'a' } });
    expect(root?.children[0]?.children[0]?.again).toBe(true);
  });

  it('is nothing without nodes, and leaves out edges to what is hidden', () => {
    expect(tree([], [])).toBeNull();
    expect(tree([node('a', 0)], [edge('a', 'hidden')])?.children).toEqual([]);
  });

  it('is summed up by kind', () => {
    expect(
      tally([node('a', 0), node('b', 1, 'zones'), node('c', 1, 'zones')], (count, kind) => `${count} ${kind}`),
    ).toBe('2 zones');
  });
});

describe('layers', () => {
  it('put what stands between two others between them', () => {
    const nodes = [node('instance', 0), node('address', 1), node('record', 1)];
    const layers = layersOf(nodes, [
      edge('instance', 'record'),
      edge('instance', 'address'),
      edge('address', 'record'),
    ]);
    expect([...layers.values()]).toEqual([0, 1, 2]);
  });

  it('end in spite of circles and of edges to what is hidden', () => {
    const nodes = [node('a', 0), node('b', 1), node('c', 2)];
    const layers = layersOf(nodes, [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('c', 'b'), edge('b', 'gone')]);
    expect([...layers.values()]).toEqual([0, 1, 2]);
  });
});
