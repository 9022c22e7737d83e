import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { layout } from './layout.ts';
import { many, mapOf, node } from './test-map.ts';
import { firstOf, walk } from './walk.ts';
import { webOf } from './web.ts';

const map = mapOf(
  [
    node('load_balancers', 'front'),
    node('instances', 'web-1'),
    node('instances', 'web-2'),
    node('record_sets', 'api'),
    node('record_sets', 'www'),
    node('databases', 'shop'),
  ],
  [
    ['front', 'web-1'],
    ['www', 'web-1'],
    ['api', 'web-2'],
  ],
);
const picture = layout(map, arrange(map));
const web = webOf(map);
const go = (from: string, way: Parameters<typeof walk>[3]) => walk(picture, web, from, way);

describe('walking by arrow keys', () => {
  it('follows links to the left and to the right', () => {
    expect(go('front', 'right')).toEqual({ id: 'web-1', linked: true });
    expect(go('web-1', 'right')).toEqual({ id: 'www', linked: true });
    expect(go('www', 'left')).toEqual({ id: 'web-1', linked: true });
    expect(go('web-1', 'left')).toEqual({ id: 'front', linked: true });
  });

  it('goes to what is nearest where no link leads that way, and says so', () => {
    expect(go('www', 'right')).toEqual({ id: 'shop', linked: false });
    expect(go('web-2', 'left')).toEqual({ id: 'front', linked: false });
    expect(go('shop', 'right')).toBeNull();
  });

  it('goes through a column upwards and downwards, and ends at its ends', () => {
    expect(go('web-1', 'down')?.id).toBe('web-2');
    expect(go('web-2', 'up')?.id).toBe('web-1');
    expect(go('web-2', 'down')).toBeNull();
  });

  it('reaches everything from anywhere, straight down in a column that goes on beside itself', () => {
    const large = mapOf([
      ...many('instances', 90),
      ...many('record_sets', 40),
      ...many('instances', 12, { clusterId: 'blue' }),
    ]);
    const wide = layout(large, arrange(large));
    const reached = new Set([firstOf(wide)!]);
    for (const id of reached)
      for (const way of ['left', 'right', 'up', 'down'] as const) {
        const next = walk(wide, webOf(large), id, way);
        if (next) reached.add(next.id);
      }
    expect(reached.size).toBe(142);
    const [top] = wide.boxes.find(({ id }) => id === 'red')!.columns[0]!.slots;
    const below = wide.places.get(walk(wide, webOf(large), top!, 'down')!.id)!;
    expect(below.x).toBe(wide.places.get(top!)!.x);
  });

  it('begins somewhere, unless there is nothing', () => {
    expect(firstOf(picture)).toBe('front');
    const nothing = mapOf([]);
    expect(firstOf(layout(nothing, arrange(nothing)))).toBeNull();
    expect(go('unknown', 'left')).toBeNull();
  });
});
