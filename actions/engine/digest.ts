import { createHash } from 'node:crypto';
import type { StepData } from '../../contract/plans/steps.ts';

/** Of all that a plan would write: planned again, the same changes have the same. The order of keys is no difference. */
export const stepsDigest = (steps: readonly StepData[]): string =>
  createHash('sha256').update(JSON.stringify(steps, settled)).digest('hex');

const settled = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;
