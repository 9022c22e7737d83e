import { describe, expect, it } from 'vitest';
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
  it('is compared with the one before, of the same object, of the last five minutes', () => {
    expect(noteLook('a', at(0, {}))).toBeUndefined();
    expect(noteLook('b', at(1, {}))).toBeUndefined();
    expect(noteLook('a', at(300_000, {}))?.at).toBe(0);
    expect(noteLook('a', at(600_001, {}))).toBeUndefined();
    expect(noteLook('b', at(600_002, {}))).toBeUndefined();
  });
});
