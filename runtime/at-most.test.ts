import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { atMost } from './at-most.ts';

it('lets so much be under way at once, in order, whatever fails', async () => {
  const two = atMost(2);
  const begun: number[] = [];
  let now = 0;
  let most = 0;
  const results = await Promise.allSettled(
    [1, 2, 3, 4, 5].map((n) =>
      two(async () => {
        begun.push(n);
        most = Math.max(most, (now += 1));
        await sleep(5);
        now -= 1;
        if (n === 2) throw new Error('two');
        return n;
      }),
    ),
  );
  expect([most, begun]).toEqual([2, [1, 2, 3, 4, 5]]);
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([1, 'failed', 3, 4, 5]);
});
