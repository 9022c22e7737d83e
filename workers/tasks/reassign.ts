import { finishChanges } from '../../model/changes/finish.ts';
import { kindsTouched } from '../../model/changes/touched.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { reassignEverything } from '../../model/clusters/reassign.ts';
import { inTransaction, retriedOnce } from '../../model/database.ts';
import { recomputeFindings } from '../../model/findings/refresh.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { TaskHandler } from '../task.ts';

/** Membership rules have changed: every object into the cluster that it belongs to now. */
export const reassign: TaskHandler = {
  task: 'reassign',
  async run(_work, { pool }) {
    const moved = await retriedOnce(() =>
      inTransaction(pool, async (client) => {
        await openWorkspace(client);
        const runId = uuidv7();
        const count = await reassignEverything(client, runId);
        await finishChanges(client, runId, await kindsTouched(client));
        await recomputeFindings(client, runId);
        await client.query(`SELECT pg_notify('changes', $1)`, [runId]);
        return count;
      }),
    );
    return { result: { moved } };
  },
};
