import { describe, expect, it } from 'vitest';
import { hoursOf } from './change-strip.tsx';

const change = (hour: string, kind = 'instances') => ({ hour, kind, created: 1, updated: 2, gone: 0 });

describe('what changed per hour', () => {
  it('has a column for each of the last 24 hours, the running one last', () => {
    const hours = hoursOf(
      [change('2026-11-20T12:00:00Z'), change('2026-11-20T12:00:00Z', 'zones'), change('2026-11-18T12:00:00Z')],
      Date.parse('2026-11-20T12:34:00Z'),
    );
    expect(hours).toHaveLength(24);
    expect(hours.at(-1)).toMatchObject({ hour: '2026-11-20T12:00:00.000Z', total: 6 });
    expect(hours.slice(0, 23).every(({ total }) => total === 0)).toBe(true);
  });
});
