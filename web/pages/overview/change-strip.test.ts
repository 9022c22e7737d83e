import { describe, expect, it } from 'vitest';
import { coloursOf, hoursOf } from './change-strip.tsx';

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

describe('colours of kinds', () => {
  it('are whole for those of which most changed, and come again hatched for the others', () => {
    const kinds = Array.from({ length: 10 }, (_, index) => `kind-${index}`);
    const changes = kinds.map((kind, index) => ({ ...change('2026-11-20T12:00:00Z', kind), updated: 100 - index }));
    const { colour, hatched } = coloursOf(changes);
    expect(kinds.filter(hatched)).toEqual(['kind-8', 'kind-9']);
    expect(new Set(kinds.slice(0, 8).map(colour)).size).toBe(8);
    expect(colour('kind-8')).toBe(colour('kind-0'));
    const often = coloursOf([...changes, { ...change('2026-11-20T11:00:00Z', 'kind-9'), updated: 5000 }]);
    expect(kinds.filter(often.hatched)).toEqual(['kind-7', 'kind-8']);
  });
});
