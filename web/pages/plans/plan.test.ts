import { expect, it } from 'vitest';
import { rowWord } from './plan.ts';

const check = { name: 'fresh', about: '', state: 'failed', blocks: true, detail: null };
const plan = (state: string, checks: unknown) => rowWord({ id: 'p', status: 'attention', state, checks } as never);

it('a plan in a list that cannot be applied as it is says so', () => {
  expect(plan('proposed', [check])).toBe('proposed, blocked');
  expect(plan('proposed', [{ ...check, overridden: true }])).toBe('proposed');
  expect(plan('proposed', [{ ...check, blocks: false }])).toBe('proposed');
  expect(plan('partly_applied', [check])).toBe('applied in part');
  expect(plan('scheduled', undefined)).toBe('scheduled');
});
