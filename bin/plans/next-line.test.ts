import { expect, it } from 'vitest';
import type { PlanView } from './desk.ts';
import { nextLine } from './next-line.ts';

const plan = (change: Partial<PlanView>) =>
  nextLine({ number: 12, stepCount: 1, checks: [], needsApproval: false, approvedBy: null, ...change } as PlanView);
const check = { name: 'probe', about: '', state: 'failed' as const, detail: null, blocks: true, overridden: false };

it('what can be done with a plan is told with the command that does it', () => {
  expect(plan({})).toBe('Apply it with: switchyard apply 12');
  expect(plan({ needsApproval: true })).toMatch(/: switchyard approve 12; .*: switchyard apply 12$/);
  expect(plan({ needsApproval: true, approvedBy: 'ben' })).toBe('Apply it with: switchyard apply 12');
});

it('what says no is named rather than a command that would be refused', () => {
  expect(plan({ checks: [check] })).toMatch(/^These checks say no: probe\..* --override$/);
  expect(plan({ checks: [{ ...check, blocks: false }] })).toBe('Apply it with: switchyard apply 12');
  expect(plan({ checks: [{ ...check, overridden: true }] })).toBe('Apply it with: switchyard apply 12');
  expect(plan({ stepCount: 0, checks: [check] })).toBeNull();
});
