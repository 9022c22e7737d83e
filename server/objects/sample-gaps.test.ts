import { describe, expect, it } from 'vitest';
import { evenSteps, type Point, withGaps } from './sample-gaps.ts';

const at = (clock: string) => `2026-11-20T${clock}.000Z`;

describe('points of an hour', () => {
  it('have a gap where measurements were left out, and none where one was late', () => {
    const points: Point[] = [
      [at('09:00:00'), 1, null],
      [at('09:00:50'), 2, null],
      [at('09:03:00'), 3, null],
    ];
    expect(withGaps(points, 30)).toEqual([points[0], points[1], [at('09:01:20'), null, null], points[2]]);
  });

  it('are none where there are none', () => {
    expect(withGaps([], 30)).toEqual([]);
  });
});

describe('points of a day', () => {
  it('are there for every step, with and without values', () => {
    const window = { from: at('09:01:00'), to: at('09:21:30'), step: 300 };
    expect(
      evenSteps(
        [
          [at('09:05:00'), 1],
          [at('09:15:00'), 3],
        ],
        window,
      ),
    ).toEqual([
      [at('09:05:00'), 1],
      [at('09:10:00'), null],
      [at('09:15:00'), 3],
      [at('09:20:00'), null],
    ]);
  });

  it('are none where nothing was measured', () => {
    expect(evenSteps([], { from: at('09:00:00'), to: at('10:00:00'), step: 300 })).toEqual([]);
  });
});
