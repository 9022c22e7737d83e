import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { many, mapOf, node } from './test-map.ts';

const slots = (arrangement: ReturnType<typeof arrange>, box: string, kind: string) =>
  arrangement.get(box)?.find((row) => row.kind === kind)?.slots;

describe('the order of objects', () => {
  it('is by cluster, then by kind as they come, then by name as people count; what is in no cluster comes last', () => {
    const map = mapOf([
      node('instances', 'web-10'),
      node('instances', 'web-9'),
      node('instances', 'lost', { clusterId: null }),
      node('record_sets', 'a', { clusterId: 'blue' }),
    ]);
    const found = arrange(map);
    expect([...found.keys()]).toEqual(['blue', 'red', 'none']);
    expect(slots(found, 'red', 'instances')).toEqual(['web-9', 'web-10']);
  });

  it('brings what is linked to the same height, whatever it is called', () => {
    const map = mapOf(
      [node('instances', 'a'), node('instances', 'b'), node('record_sets', 'x'), node('record_sets', 'y')],
      [
        ['x', 'b'],
        ['y', 'a'],
      ],
    );
    expect(slots(arrange(map), 'red', 'record_sets')).toEqual(['y', 'x']);
  });
});

describe('an order from before', () => {
  const before = mapOf(many('instances', 10));
  const first = arrange(before);

  it('is kept: what is new comes last, and what has gone leaves its place empty', () => {
    const nodes = [node('instances', 'aaa'), ...before.nodes.filter(({ id }) => id !== 'instances-red-3')];
    const now = slots(arrange(mapOf(nodes), first), 'red', 'instances')!;
    expect(now[3]).toBeNull();
    expect(now.at(-1)).toBe('aaa');
    expect(now.filter((id, n) => id !== null && id === slots(first, 'red', 'instances')![n])).toHaveLength(9);
  });

  it('comes back to what it was with what comes back', () => {
    const without = mapOf(before.nodes.filter(({ id }) => id !== 'instances-red-9'));
    const shorter = slots(arrange(without, first), 'red', 'instances')!;
    expect(shorter).toEqual(slots(first, 'red', 'instances')!.slice(0, -1));
  });

  it('is given up where most of it has gone', () => {
    const rest = mapOf(before.nodes.slice(4));
    expect(slots(arrange(rest, first), 'red', 'instances')).toEqual(rest.nodes.map(({ id }) => id));
  });
});
