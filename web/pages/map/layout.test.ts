import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { layout } from './layout.ts';
import { TALL, WIDE, type Area, type Picture } from './picture.ts';
import { many, mapOf, node } from './test-map.ts';

const KINDS = ['load_balancers', 'target_groups', 'instances', 'record_sets', 'databases'];
const estate = (counts: number[], clusters = ['red']) =>
  mapOf(clusters.flatMap((clusterId) => KINDS.flatMap((kind, n) => many(kind, counts[n] ?? 0, { clusterId }))));
const pictureOf = (map: ReturnType<typeof mapOf>, aspect = WIDE) => layout(map, arrange(map), aspect);

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

  it('draws groups larger than objects, and nothing at all of nothing', () => {
    const group = node('instances', 'red:instances', { group: { count: 5000, statuses: { ok: 5000 } } });
    const { places } = pictureOf(mapOf([group, node('record_sets', 'www')]));
    expect(places.get('red:instances')!.height).toBeGreaterThan(places.get('www')!.height);
    expect(pictureOf(mapOf([]))).toMatchObject({ boxes: [], width: 0, height: 0 });
  });
});

describe('the picture after a change', () => {
  const clusters = ['blue', 'green', 'grey', 'red'];
  const before = estate([2, 2, 45, 80, 3], clusters);
  const order = arrange(before);
  const first = layout(before, order);
  const then = (nodes: typeof before.nodes) => {
    const map = mapOf(nodes);
    return layout(map, arrange(map, order), WIDE, first);
  };
  const still = (now: Picture) =>
    [...now.places].filter(([id, { x, y }]) => {
      const old = first.places.get(id);
      return old?.x === x && old.y === y;
    }).length;

  it('leaves the place of what has gone empty, and moves nothing else', () => {
    const now = then(before.nodes.filter(({ id }) => id !== 'instances-red-4' && id !== 'record_sets-blue-79'));
    expectSound(now);
    expect(now.places.size).toBe(526);
    expect(still(now)).toBe(526);
  });

  it('has a free place for what is new, and moves nothing else', () => {
    const { slots, across } = first.boxes.find(({ id }) => id === 'grey')!.columns[2]!;
    // Into the last row, as far as there is room in it.
    const free = Math.ceil(slots.length / across) * across - slots.length;
    expect(free).toBeGreaterThan(0);
    const fresh = Array.from({ length: free }, (_, n) => node('instances', `new-${n}`, { clusterId: 'grey' }));
    const now = then([...before.nodes, ...fresh]);
    expectSound(now);
    expect(now.places.size).toBe(528 + free);
    expect(still(now)).toBe(528);
  });

  it('grows where it must, and moves nothing to the left of that and above', () => {
    const grey = first.boxes.find(({ id }) => id === 'grey')!;
    const now = then([
      ...before.nodes,
      ...many('record_sets', 60, { clusterId: 'grey' }).map((one) => ({ ...one, id: `more-${one.id}` })),
    ]);
    expectSound(now);
    const edge = grey.columns.find(({ kind }) => kind === 'record_sets')!.x;
    for (const [id, { x, y }] of now.places) {
      const old = first.places.get(id);
      const apartFromIt = old && (old.y + old.height <= grey.y || (old.x < edge && old.y < grey.y + grey.height));
      if (apartFromIt && old.y < grey.y) expect([x, y]).toEqual([old.x, old.y]);
      if (apartFromIt && old.y >= grey.y) expect(x).toBe(old.x);
    }
    expect(now.boxes.map(({ line }) => line)).toEqual(first.boxes.map(({ line }) => line));
  });

  it('is made anew for other clusters', () => {
    const map = mapOf(before.nodes.filter(({ clusterId }) => clusterId !== 'red'));
    expect(layout(map, arrange(map), WIDE, first)).toEqual(pictureOf(map));
  });
});
