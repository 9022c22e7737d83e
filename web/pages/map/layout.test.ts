import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { layout, TALL, WIDE, type Picture } from './layout.ts';
import { many, mapOf, node } from './test-map.ts';

const KINDS = ['load_balancers', 'target_groups', 'instances', 'record_sets', 'databases'];
const estate = (counts: number[], clusters = ['red']) =>
  mapOf(clusters.flatMap((clusterId) => KINDS.flatMap((kind, n) => many(kind, counts[n] ?? 0, { clusterId }))));
const pictureOf = (map: ReturnType<typeof mapOf>, aspect = WIDE) => layout(map, arrange(map), aspect);

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}
const apart = (one: Area, other: Area) =>
  one.x + one.width <= other.x ||
  other.x + other.width <= one.x ||
  one.y + one.height <= other.y ||
  other.y + other.height <= one.y;
const inside = (one: Area, other: Area) =>
  one.x >= other.x &&
  one.y >= other.y &&
  one.x + one.width <= other.x + other.width &&
  one.y + one.height <= other.y + other.height;

function expectSound({ boxes, places, width, height }: Picture): void {
  for (const [n, box] of boxes.entries()) {
    expect(inside(box, { x: 0, y: 0, width, height })).toBe(true);
    for (const other of boxes.slice(n + 1)) expect(apart(box, other)).toBe(true);
    for (const [m, column] of box.columns.entries()) {
      expect(inside(column, box)).toBe(true);
      for (const other of box.columns.slice(m + 1)) expect(apart(column, other)).toBe(true);
      const cells = column.slots.flatMap((id) => (id === null ? [] : (places.get(id) ?? [])));
      for (const cell of cells) expect(inside(cell, column)).toBe(true);
      expect(new Set(cells.map(({ x, y }) => `${x} ${y}`)).size).toBe(cells.length);
    }
  }
}

describe('the picture', () => {
  it('puts every object into a place of its own, in its column, in its cluster', () => {
    const map = estate([3, 3, 90, 150, 4], ['red', 'blue', 'green', 'grey']);
    const picture = pictureOf(map);
    expectSound(picture);
    expect(picture.places.size).toBe(1000);
    expect(picture.boxes.map(({ name }) => name)).toEqual([
      'cluster blue',
      'cluster green',
      'cluster grey',
      'cluster red',
    ]);
  });

  it('has kinds from left to right in each cluster', () => {
    const [box] = pictureOf(estate([2, 2, 20, 30, 1])).boxes;
    expect(box!.columns.map(({ kind }) => kind)).toEqual(KINDS);
    const lefts = box!.columns.map(({ x }) => x);
    expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
  });

  it('is the same for the same estate', () => {
    const map = estate([3, 3, 40, 60, 2], ['red', 'blue']);
    expect(pictureOf(map)).toEqual(pictureOf(structuredClone(map)));
  });

  it.each([
    [[1, 1, 3, 5, 0], 1],
    [[2, 2, 700, 1280, 9], 1],
    [[3, 3, 90, 150, 4], 8],
    [[0, 0, 0, 1, 0], 60],
  ] as const)('is about as wide as a window is for %j in %i clusters', (counts, clusters) => {
    const names = Array.from({ length: clusters }, (_, n) => `c${n}`);
    const wide = pictureOf(estate([...counts], names));
    expectSound(wide);
    expect(wide.width / wide.height).toBeGreaterThan(WIDE / 2.5);
    expect(wide.width / wide.height).toBeLessThan(WIDE * 2.5);
    const tall = pictureOf(estate([...counts], names), TALL);
    expect(tall.width / tall.height).toBeLessThanOrEqual(wide.width / wide.height);
  });

  it('leaves the place of what has gone empty, and moves nothing else', () => {
    const before = estate([0, 0, 30, 0, 0]);
    const order = arrange(before);
    const first = layout(before, order);
    const after = mapOf(before.nodes.filter(({ id }) => id !== 'instances-red-4'));
    const then = layout(after, arrange(after, order));
    for (const [id, place] of then.places)
      expect(place).toMatchObject({ x: first.places.get(id)!.x, y: first.places.get(id)!.y });
    expect(then.places.size).toBe(29);
  });

  it('draws groups larger than objects, and nothing at all of nothing', () => {
    const group = node('instances', 'red:instances', { group: { count: 5000, statuses: { ok: 5000 } } });
    const { places } = pictureOf(mapOf([group, node('record_sets', 'www')]));
    expect(places.get('red:instances')!.height).toBeGreaterThan(places.get('www')!.height);
    expect(pictureOf(mapOf([]))).toMatchObject({ boxes: [], width: 0, height: 0 });
  });
});
