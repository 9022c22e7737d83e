import { releaseHeld } from '../../sync/engine/release-held.ts';
import { refreshSourceHealth } from '../source-health.ts';
import type { TaskHandler } from '../task.ts';

/** An admin has said that what was held may go. */
export const releaseHeldTask: TaskHandler = {
  task: 'release-held',
  async run(work, { pool }) {
    const released = await releaseHeld(pool, work.subjectId!);
    if (released) await refreshSourceHealth(pool, released.sourceId);
    return { result: released ?? null };
  },
};
