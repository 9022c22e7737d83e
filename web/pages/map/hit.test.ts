import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { hit } from './hit.ts';
import { layout } from './layout.ts';
import { many, mapOf, node } from './test-map.ts';

const map = mapOf([
  ...many('instances', 37),
  ...many('record_sets', 23),
  node('databases', 'shop', { clusterId: 'blue' }),
]);
const picture = layout(map, arrange(map));

describe('what is at a point', () => {
  it('is the object in whose place it is', () => {
    for (const [id, { x, y, width, height }] of picture.places) {
      expect(hit(picture, { x: x + 1, y: y + 1 })?.id).toBe(id);
      expect(hit(picture, { x: x + width - 1, y: y + height - 1 })?.id).toBe(id);
    }
  });

  it('is the cluster between objects, and nothing outside', () => {
    const [box] = picture.boxes;
    expect(hit(picture, { x: box!.x + 2, y: box!.y + 2 })).toMatchObject({ box: { id: box!.id }, id: null });
    expect(hit(picture, { x: -1, y: 5 })).toBeNull();
    expect(hit(picture, { x: picture.width + 1, y: 5 })).toBeNull();
  });

  it('is no object where one has gone, nor beyond the last', () => {
    const order = arrange(map);
    const fewer = mapOf(map.nodes.filter(({ id }) => id !== 'instances-red-3'));
    const now = layout(fewer, arrange(fewer, order));
    const old = layout(map, order).places.get('instances-red-3')!;
    expect(hit(now, { x: old.x + 5, y: old.y + 5 })?.id).toBeNull();
    const column = picture.boxes.find(({ id }) => id === 'red')!.columns[0]!;
    const cells = Math.ceil(column.slots.length / column.across) * column.across;
    if (cells > column.slots.length)
      expect(hit(picture, { x: column.x + column.width - 2, y: column.y + column.height - 2 })?.id).toBeNull();
    expect(column.slots).toHaveLength(37);
  });
});
