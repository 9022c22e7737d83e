import { expect, it } from 'vitest';
import { Places } from './places.ts';

const refusal = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { status: number }).status;
  }
  return null;
};

it('places are for all and for each, and may be given back twice', () => {
  const places = new Places('exports', { all: 3, each: 2 });
  const [first] = [places.take('mia'), places.take('mia')];
  expect(refusal(() => places.take('mia'))).toBe(429);
  places.take('tim');
  expect(refusal(() => places.take('eve'))).toBe(503);
  expect(refusal(() => places.take('mia'))).toBe(429);
  first!();
  first!();
  expect(refusal(() => places.take('eve'))).toBeNull();
  expect(refusal(() => places.take('tim'))).toBe(503);
});
