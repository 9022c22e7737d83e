import { expect, it } from 'vitest';
import { shortCount } from './short-count.ts';

it('is short, and whole as long as it is', () => {
  expect([0, 999, 1000, 6300, 50_003, 1_240_000].map(shortCount)).toEqual(['0', '999', '1K', '6.3K', '50K', '1.2M']);
});
