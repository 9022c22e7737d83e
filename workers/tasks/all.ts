import type { TaskHandler } from '../task.ts';
import { check } from './check.ts';
import { hourly } from './hourly.ts';
import { nightly } from './nightly.ts';
import { pull } from './pull.ts';
import { reassign } from './reassign.ts';
import { releaseHeldTask } from './release-held.ts';
import { removeSourceTask } from './remove-source.ts';
import { sweepFindingsTask } from './sweep-findings.ts';

const handlers: readonly TaskHandler[] = [
  pull,
  check,
  releaseHeldTask,
  removeSourceTask,
  reassign,
  sweepFindingsTask,
  hourly,
  nightly,
];

export const handlerOf = new Map<string, TaskHandler>(handlers.map((handler) => [handler.task, handler]));
