import { describe, expect, it } from 'vitest';
import { replanned, selectedCount, selecting } from './replanned.ts';

const candidate = (id: string, selected: boolean, reason: string | null = null) => ({
  id,
  kind: 'record_sets',
  name: id,
  detail: '',
  selected,
  reason,
});

describe('planning the same for other candidates', () => {
  it('leaves out and takes in', () => {
    const changed = new Map([
      ['a', false],
      ['b', true],
    ]);
    const params = { canary: 1, exclude: ['b', 'c'], include: ['a', 'd'] };
    expect(replanned(params, ['exclude', 'include', 'canary'], changed)).toEqual({
      canary: 1,
      exclude: ['c', 'a'],
      include: ['d', 'b'],
    });
    expect(replanned({ exclude: ['b'] }, ['exclude'], changed)).toEqual({ exclude: ['a'] });
  });

  it('names others where ids are named', () => {
    expect(replanned({ recordSetIds: ['a', 'b'], ttl: 60 }, ['recordSetIds', 'ttl'], new Map([['a', false]]))).toEqual({
      recordSetIds: ['b'],
      ttl: 60,
    });
  });

  it('is possible where the action says which are meant', () => {
    expect(selecting(['exclude', 'recordSetIds'], { recordSetIds: ['a'] })).toBe('by-exclusion');
    expect(selecting(['recordSetIds'], { recordSetIds: ['a'] })).toBe('by-ids');
    expect(selecting(['zoneId'], { zoneId: 'z' })).toBeNull();
  });

  it('counts what would be part of it', () => {
    const candidates = [candidate('a', true), candidate('b', true), candidate('c', false)];
    expect(
      selectedCount(
        candidates,
        new Map([
          ['a', false],
          ['c', true],
        ]),
      ),
    ).toBe(2);
  });
});
