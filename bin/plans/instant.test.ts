import { describe, expect, it } from 'vitest';
import { instantOf } from './instant.ts';

const now = new Date('2026-11-21T22:30:15.000Z');

describe('an instant on the command line', () => {
  it.each([
    ['2026-11-22T02:00:00Z', '2026-11-22T02:00:00.000Z'],
    ['2026-11-22T02:00:00.5+02:00', '2026-11-22T00:00:00.500Z'],
    ['+90m', '2026-11-22T00:00:15.000Z'],
    ['+2h', '2026-11-22T00:30:15.000Z'],
    ['+3d', '2026-11-24T22:30:15.000Z'],
  ])('%s', (text, is) => expect(instantOf(text, now)).toBe(is));

  it('without a zone is by the clock here, and a time alone is the next one', () => {
    expect(instantOf('2026-11-22T02:00', now)).toBe(new Date(2026, 10, 22, 2, 0).toISOString());
    const [earlier, later] = [new Date(now.getTime() - 60_000), new Date(now.getTime() + 60_000)];
    const clock = (date: Date) => `${date.getHours()}:${String(date.getMinutes()).padStart(2, '0')}`;
    for (const date of [earlier, later]) {
      const then = new Date(instantOf(clock(date), now));
      expect(clock(then)).toBe(clock(date));
      expect(then.getTime()).toBeGreaterThan(now.getTime());
      expect(then.getTime() - now.getTime()).toBeLessThan(26 * 3_600_000);
    }
  });

  it.each(['tomorrow', '25:00', '12:60', '+5', '5m', '2026-13-01T00:00', '2026-11-22', ''])('%s is none', (text) =>
    expect(() => instantOf(text, now)).toThrow(/is no instant: such as/),
  );
});
