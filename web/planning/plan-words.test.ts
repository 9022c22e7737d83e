import { describe, expect, it } from 'vitest';
import { AT_WORK, atWorkWords } from './plan-words.ts';

const plan = (state: string, writtenCount = 0, scheduledFor: string | null = null) =>
  atWorkWords({ state, scheduledFor, stepCount: 5, writtenCount }, 'UTC');

describe('a plan under way', () => {
  it('is said to be, with how far it is', () => {
    expect(plan('applying')).toBe('is being applied');
    expect(plan('applying', 3)).toBe('is being applied, 3 of 5 steps written');
    expect(plan('needs_person', 1)).toBe('needs a person, 1 of 5 steps written');
    expect(plan('scheduled', 0, '2030-01-02T03:04:00Z')).toMatch(/^is scheduled for .*03:04/);
    for (const state of AT_WORK) expect(plan(state)).not.toContain('_');
  });
});
