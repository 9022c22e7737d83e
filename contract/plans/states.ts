import type { Status } from '../kinds/kind.ts';

/**
 * The life of a plan:
 * `checking → proposed → (approved) → (scheduled) → applying ⇄ paused → applied | partly_applied | failed | needs_person`,
 * `cancelled` before anything was written, `expired` when what it would change has moved meanwhile, `undoing → undone`.
 */
export const PLAN_STATES = [
  'checking',
  'proposed',
  'approved',
  'scheduled',
  'applying',
  'paused',
  'applied',
  'partly_applied',
  'failed',
  'needs_person',
  'cancelled',
  'expired',
  'undoing',
  'undone',
] as const;
export type PlanState = (typeof PLAN_STATES)[number];

export const PLAN_STATUS: Partial<Record<PlanState, Status>> = {
  checking: 'working',
  proposed: 'attention',
  approved: 'attention',
  scheduled: 'attention',
  applying: 'working',
  paused: 'attention',
  partly_applied: 'failing',
  failed: 'failing',
  needs_person: 'failing',
  cancelled: 'gone',
  expired: 'gone',
  undoing: 'working',
  undone: 'gone',
};

/**
 * The life of a step: `sent` is committed before the write leaves, so that whoever finds it asks the outside what became of it.
 * `unsure`: the outside shows neither before nor after, or cannot be asked. `skipped`: a person said to leave it.
 */
export const STEP_STATES = ['waiting', 'sent', 'applied', 'failed', 'unsure', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];
