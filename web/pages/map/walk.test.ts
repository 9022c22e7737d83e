import { describe, expect, it } from 'vitest';
import { arrange } from './arrange.ts';
import { layout } from './layout.ts';
import { mapOf, node } from './test-map.ts';
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

  it('begins somewhere, unless there is nothing', () => {
    expect(firstOf(picture)).toBe('front');
    const nothing = mapOf([]);
    expect(firstOf(layout(nothing, arrange(nothing)))).toBeNull();
    expect(go('unknown', 'left')).toBeNull();
  });
});
