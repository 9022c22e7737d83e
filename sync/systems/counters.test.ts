import { afterEach, describe, expect, it, vi } from 'vitest';
import { growth, noteLook, type Look, ratePerSecond } from './counters.ts';

const at = (ms: number, counters: Record<string, bigint>): Look => ({
  at: ms,
  counters: new Map(Object.entries(counters)),
});

describe('a rate', () => {
  it('is what all counters of a name grew by, a second', () => {
    const before = at(1000, { 'read vda': 100n, 'read vdb': 50n, 'written vda': 7n });
    const now = at(3000, { 'read vda': 300n, 'read vdb': 50n, 'written vda': 7n });
    expect(ratePerSecond(before, now, 'read ')).toBe(100);
    expect(ratePerSecond(before, now, 'written ')).toBe(0);
  });

  it('is none at the first look, of what is not counted, after a reset, and in no time', () => {
    const now = at(2000, { 'read vda': 5n });
    expect(ratePerSecond(undefined, now, 'read ')).toBeNull();
    expect(ratePerSecond(at(1000, {}), now, 'read ')).toBeNull();
    expect(ratePerSecond(at(1000, { 'read vda': 6n }), now, 'read ')).toBeNull();
    expect(ratePerSecond(at(2000, { 'read vda': 1n }), now, 'read ')).toBeNull();
  });

  it('leaves out the past of a device that was added, and one that was taken out', () => {
    const before = at(1000, { 'read vda': 100n, 'read vdc': 9n });
    expect(growth(before, at(2000, { 'read vda': 110n, 'read vdb': 1_000_000n }), 'read ')).toBe(10);
  });
});

describe('a look', () => {
  const noteAt = (ms: number, key: string, look = at(ms, {})) => {
    vi.spyOn(performance, 'now').mockReturnValue(ms);
    return noteLook(key, look);
  };
  afterEach(() => vi.restoreAllMocks());

  it('is compared with the one before, of the same object, of the last five minutes', () => {
    expect(noteAt(0, 'a')).toBeUndefined();
    expect(noteAt(1, 'b')).toBeUndefined();
    expect(noteAt(300_000, 'a')?.at).toBe(0);
    expect(noteAt(600_001, 'a')).toBeUndefined();
    expect(noteAt(600_002, 'b')).toBeUndefined();
  });

  it('is not forgotten because another system has another clock', () => {
    noteAt(700_000, 'since the process began', at(700_000, {}));
    noteAt(700_001, 'since 1970', at(1_800_000_000_000, {}));
    expect(noteAt(730_000, 'since the process began', at(730_000, {}))?.at).toBe(700_000);
    expect(noteAt(730_001, 'since 1970', at(1_800_000_030_000, {}))?.at).toBe(1_800_000_000_000);
  });
});
