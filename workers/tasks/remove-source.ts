import { removeSource } from '../../sync/engine/remove-source.ts';
import type { TaskHandler } from '../task.ts';

export const removeSourceTask: TaskHandler = {
  task: 'remove-source',
  run: async (work, { pool }) => ({ result: await removeSource(pool, work.subjectId!) }),
};
