import { describe, expect, it } from 'vitest';
import { mapConcurrently } from './map-concurrently.ts';

describe('mapConcurrently', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrently(3, [5, 1, 4, 2, 3, 0], async (turns) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      running -= 1;
      return turns * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30, 0]);
    expect(most).toBe(3);
    expect(await mapConcurrently(3, [], async () => 1)).toEqual([]);
  });

  it('begins nothing more after an error', async () => {
    const begun: number[] = [];
    const work = mapConcurrently(1, [1, 2, 3], async (item) => {
      begun.push(item);
      if (item === 2) throw new Error('refused');
    });
    await expect(work).rejects.toThrow('refused');
    expect(begun).toEqual([1, 2]);
  });
});
