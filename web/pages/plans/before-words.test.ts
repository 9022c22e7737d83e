import { describe, expect, it } from 'vitest';
import type { PlanCheck } from '../../../contract/plans/plan.ts';
import { beforeWords } from './before-words.ts';

const check = (change: Partial<PlanCheck>): PlanCheck => ({
  name: 'probe',
  about: 'Each new address answers https on port 443',
  state: 'failed',
  detail: null,
  blocks: true,
  overridden: false,
  ...change,
});
const plan = (change: Partial<Parameters<typeof beforeWords>[0]>) =>
  beforeWords(
    {
      state: 'proposed',
      checks: [],
      stepCount: 1,
      needsApproval: false,
      approvedBy: null,
      scheduledFor: null,
      ...change,
    },
    'Europe/Berlin',
  );

describe('what a plan that has not begun waits for', () => {
  it('is nothing where it can be applied, and nothing is told of one that has begun', () => {
    expect(plan({})).toBeNull();
    expect(plan({ state: 'approved', needsApproval: true, approvedBy: 'ben' })).toBeNull();
    expect(plan({ state: 'applied', checks: [check({})] })).toBeNull();
    expect(plan({ state: 'checking', needsApproval: true })).toBeNull();
  });

  it('is a check that says no, unless it only warns or was overridden', () => {
    expect(plan({ checks: [check({}), check({ about: 'Another', state: 'passed' })] })).toEqual({
      status: 'failing',
      word: 'Cannot be applied as it is',
      more: 'does not hold: Each new address answers https on port 443',
    });
    expect(plan({ checks: [check({ blocks: false })] })).toBeNull();
    expect(plan({ checks: [check({ overridden: true })] })).toBeNull();
    expect(plan({ checks: [check({})], stepCount: 0 })).toMatchObject({
      status: 'attention',
      word: 'There is nothing to apply',
    });
  });

  it('is a second person, or its time', () => {
    expect(plan({ needsApproval: true })?.word).toBe('Waits for a second person');
    expect(plan({ state: 'scheduled', scheduledFor: '2026-11-22T02:00:00Z' })?.word).toMatch(
      /^Scheduled for .*22 Nov.* 03:00 Europe\/Berlin$/,
    );
  });
});
