import { describe, expect, it } from 'vitest';
import type { StepState } from '../../../contract/plans/states.ts';
import { frontier } from './frontier.ts';

const page = (...states: StepState[]) => states.map((state) => ({ state }));

describe('where a plan is being applied', () => {
  it('is the first page with a step that is not over', () => {
    expect(frontier([page('waiting', 'waiting'), page('waiting')])).toBe(0);
    expect(frontier([page('applied', 'skipped'), page('sent', 'waiting'), page('waiting')])).toBe(1);
    expect(frontier([page('applied'), page('unsure')])).toBe(1);
  });

  it('is nowhere when all are over, and beyond pages that have not come', () => {
    expect(frontier([page('applied'), page('applied')])).toBeNull();
    expect(frontier([undefined, page('waiting')])).toBe(1);
    expect(frontier([])).toBeNull();
  });
});
