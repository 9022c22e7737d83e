import { describe, expect, it } from 'vitest';
import type { PlanStep } from '../../../contract/plans/plan.ts';
import { allInAll, lasted, tookInAll, tookOf, verifiedWords } from './step-words.ts';

const write = { type: 'dns.write-record-sets' } as PlanStep['step'];
const purge = { type: 'cache.purge' } as PlanStep['step'];
const step = (verified: string[], more: Partial<PlanStep> = {}) => ({
  state: 'applied' as const,
  step: write,
  verified,
  ...more,
});

describe('steps that are not all over', () => {
  it('are being worked on only while somebody is at them', () => {
    const of = (...states: PlanStep['state'][]) => states.map((state) => ({ state }));
    expect(allInAll(of('applied', 'failed'), true)).toBe('working');
    expect(allInAll(of('unsure', 'failed'), false)).toBe('failing');
    expect(allInAll(of('applied', 'unsure'), false)).toBe('attention');
    expect(allInAll(of('applied', 'waiting'), false)).toBe('note');
  });
});

describe('how long steps took', () => {
  it('is told in the unit that fits', () => {
    expect([0, 33.4, 999, 1000, 59_000, 61_000].map(lasted)).toEqual([
      '0 ms',
      '33 ms',
      '999 ms',
      '1.0 s',
      '59.0 s',
      '1 min',
    ]);
  });

  it('counts from the first begin to the last end', () => {
    const at = (second: number) => new Date(second * 1000).toISOString();
    expect(tookOf({ startedAt: at(1), finishedAt: at(3) })).toBe('2.0 s');
    expect(tookOf({ startedAt: at(1), finishedAt: null })).toBeNull();
    expect(
      tookInAll([
        { startedAt: at(1), finishedAt: at(2) },
        { startedAt: at(2), finishedAt: at(5) },
      ]),
    ).toBe('4.0 s');
    expect(tookInAll([{ startedAt: null, finishedAt: null }])).toBeNull();
  });
});

describe('what was verified', () => {
  it('says how', () => {
    expect(verifiedWords([step([])])).toBe('What was written was read back');
    expect(
      verifiedWords([
        step(['ns ns1.test answers a A 203.0.113.1']),
        step(['ns ns1.test answers b A 203.0.113.2, as before: not yet 203.0.113.3', 'ns ns2.test: no answer']),
      ]),
    ).toBe('All that was written was read back, name servers gave 2 answers, 1 of them still as before');
    expect(verifiedWords([step([], { step: purge })])).toBe('The provider acknowledged it; it cannot be read back');
  });

  it('says nothing where nothing was written', () => {
    expect(verifiedWords([step([], { state: 'failed' })])).toBeNull();
    expect(verifiedWords([step([], { step: { type: 'net.probe' } as PlanStep['step'] })])).toBeNull();
  });
});
