import { describe, expect, it } from 'vitest';
import { lanes } from './timeline-lanes.ts';

const span = (id: string, from: number, to = from) => ({ id, from, to });

describe('lanes of a time line', () => {
  it('are as few as the names need', () => {
    const placed = lanes([span('b', 50), span('a', 0), span('c', 52)], 0, 100);
    expect(placed.map((one) => [one.span.id, one.lane, one.left])).toEqual([
      ['a', 0, 0],
      ['b', 0, 50],
      ['c', 1, 52],
    ]);
  });

  it('cut what began before, and leave out what is past', () => {
    expect(lanes([span('a', -20, 10), span('b', -9, -1), span('c', 101, 120)], 0, 100)).toEqual([
      { span: span('a', -20, 10), lane: 0, left: 0, width: 10 },
    ]);
  });
});
