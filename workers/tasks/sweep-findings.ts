import { openWorkspace } from '../../model/changes/workspace.ts';
import { inTransaction } from '../../model/database.ts';
import { sweepFindings } from '../../model/findings/refresh.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { closeLostRuns } from '../../sync/engine/run-record.ts';
import { refreshSourceHealth } from '../source-health.ts';
import type { TaskHandler } from '../task.ts';

/** What comes and goes with the clock: runs of killed workers, stale sources, findings that have lasted long enough to be told. */
export const sweepFindingsTask: TaskHandler = {
  task: 'sweep-findings',
  async run(_work, { pool }) {
    await closeLostRuns(pool, null);
    await refreshSourceHealth(pool, null);
    const changed = await inTransaction(pool, async (client) => {
      await openWorkspace(client);
      const runId = uuidv7();
      const count = await sweepFindings(client, runId);
      if (count) await client.query(`SELECT pg_notify('changes', $1)`, [runId]);
      return count;
    });
    return { result: { changed } };
  },
};
