import type { TaskHandler } from '../task.ts';
import { applyPlanTask } from './apply-plan.ts';
import { checkPlan } from './check-plan.ts';
import { check } from './check.ts';
import { hourly } from './hourly.ts';
import { listen } from './listen.ts';
import { measure } from './measure.ts';
import { nightly } from './nightly.ts';
import { planAtItsTime } from './plan-at-its-time.ts';
import { pull } from './pull.ts';
import { reassign } from './reassign.ts';
import { releaseHeldTask } from './release-held.ts';
import { removeSourceTask } from './remove-source.ts';
import { sweepFindingsTask } from './sweep-findings.ts';

const handlers: readonly TaskHandler[] = [
  pull,
  measure,
  listen,
  check,
  checkPlan,
  applyPlanTask,
  planAtItsTime,
  releaseHeldTask,
  removeSourceTask,
  reassign,
  sweepFindingsTask,
  hourly,
  nightly,
];

/** The tasks of a lane. */
export const tasksIn = (lane: NonNullable<TaskHandler['lane']>) =>
  handlers.filter((handler) => (handler.lane ?? 'work') === lane).map((handler) => handler.task);

export const handlerOf = new Map<string, TaskHandler>(handlers.map((handler) => [handler.task, handler]));

/** Seconds after which another worker takes over, of tasks that have their own. */
export const leases: Readonly<Record<string, number>> = Object.fromEntries(
  handlers.flatMap(({ task, leaseSeconds }) => (leaseSeconds ? [[task, leaseSeconds]] : [])),
);
