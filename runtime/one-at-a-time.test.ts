import { expect, it } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

it('serves all who ask meanwhile by one more run, which begins after they have asked', async () => {
  const began: number[] = [];
  let asks = 0;
  let end!: () => void;
  const ask = oneAtATime(() => {
    began.push(asks);
    return new Promise((go) => (end = go));
  });
  const asked = () => {
    asks += 1;
    return ask();
  };
  const first = asked();
  const others = [asked(), asked(), asked()];
  expect(began).toEqual([1]);
  end();
  await expect.poll(() => began).toEqual([1, 4]);
  end();
  await Promise.all([first, ...others]);
  const later = asked();
  expect(began).toEqual([1, 4, 5]);
  end();
  await later;
});
