import { describe, expect, it } from 'vitest';
import { settledRaw } from './settled-raw.ts';

describe('settledRaw', () => {
  it('is the same text however the provider orders what it says', () => {
    const one = settledRaw({
      b: [
        { Key: 'x', Value: 1 },
        { Value: 2, Key: 'a' },
      ],
      a: new Date('2026-01-02T03:04:05Z'),
    });
    const two = settledRaw({
      a: new Date('2026-01-02T03:04:05Z'),
      b: [
        { Key: 'a', Value: 2 },
        { Key: 'x', Value: 1 },
      ],
    });
    expect(JSON.stringify(one)).toBe(JSON.stringify(two));
    expect(one).toEqual({
      a: '2026-01-02T03:04:05.000Z',
      b: [
        { Key: 'a', Value: 2 },
        { Key: 'x', Value: 1 },
      ],
    });
  });

  it('leaves out what it is told to, at the top alone', () => {
    expect(settledRaw({ serial: 1, kept: { serial: 2 } }, ['serial'])).toEqual({ kept: { serial: 2 } });
  });

  it('holds nothing that JSON cannot', () => {
    expect(
      settledRaw({ gone: undefined, none: null, nan: Number.NaN, never: new Date('never'), list: [undefined, 1] }),
    ).toEqual({
      none: null,
      nan: null,
      never: null,
      list: [1, null],
    });
  });
});
