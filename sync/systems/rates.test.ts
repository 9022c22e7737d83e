import { describe, expect, it } from 'vitest';
import { Rates } from './rates.ts';

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

describe('rates', () => {
  it('are what counters grew by a second since the look before', () => {
    const rates = new Rates();
    expect(rates.of('s', 'a', { read: 100, written: 5 }, at(0))).toEqual({ read: null, written: null });
    expect(rates.of('s', 'a', { read: 160, written: 5 }, at(30))).toEqual({ read: 2, written: 0 });
    expect(rates.of('s', 'a', { read: 170, written: 6 }, at(40))).toEqual({ read: 1, written: 0.1 });
  });

  it('tell objects and sources apart', () => {
    const rates = new Rates();
    rates.of('s', 'a', { read: 1 }, at(0));
    expect(rates.of('s', 'b', { read: 9 }, at(1))).toEqual({ read: null });
    expect(rates.of('t', 'a', { read: 9 }, at(1))).toEqual({ read: null });
    expect(rates.of('s', 'a', { read: 9 }, at(1))).toEqual({ read: 8 });
  });

  it('are unknown for a counter that went back or was not there, and known again after it', () => {
    const rates = new Rates();
    rates.of('s', 'a', { read: 100 }, at(0));
    expect(rates.of('s', 'a', { read: 10, written: 1 }, at(10))).toEqual({ read: null, written: null });
    expect(rates.of('s', 'a', { read: 20, written: 2 }, at(20))).toEqual({ read: 1, written: 0.1 });
  });

  it('are unknown for two looks at once, and after more than five minutes', () => {
    const rates = new Rates();
    rates.of('s', 'a', { read: 1 }, at(0));
    expect(rates.of('s', 'a', { read: 2 }, at(0))).toEqual({ read: null });
    rates.of('s', 'b', { read: 1 }, at(200));
    expect(rates.of('s', 'a', { read: 3 }, at(301))).toEqual({ read: null });
    expect(rates.of('s', 'b', { read: 301 }, at(500))).toEqual({ read: 1 });
  });
});
