import { expect, test } from 'vitest';
import { uuidv7 } from './uuidv7.ts';

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('has the version 7 shape and carries the time', () => {
  const time = Date.now() + 1000;
  const id = uuidv7(time);
  expect(id).toMatch(shape);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(time);
});

test('is strictly increasing, also past the counter and when the clock steps back', () => {
  const start = Date.now() + 10_000;
  const ids = [
    ...Array.from({ length: 20_000 }, () => uuidv7(start)),
    ...Array.from({ length: 100 }, () => uuidv7(start - 5000)),
    ...Array.from({ length: 100 }, (_, i) => uuidv7(start + i)),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(shape);
});
