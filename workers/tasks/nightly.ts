import { syncedKinds } from '../../contract/kinds/all.ts';
import { KEPT_DAYS } from '../../contract/retention.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { inTransaction } from '../../model/database.ts';
import { recomputeFindings } from '../../model/findings/refresh.ts';
import { linkDifference, lockLinks, refreshAllKeys, refreshLinks } from '../../model/links/refresh.ts';
import { logFor } from '../../runtime/log.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { TaskHandler } from '../task.ts';

const log = logFor('nightly');

/**
 * The nightly proof that links are what the rules say: a difference is a bug of ours, told loudly and mended. Then retention.
 */
export const nightly: TaskHandler = {
  task: 'nightly',
  async run(work, { pool }) {
    // After an upgrade rules and keys may differ from those by which links were made: that is no bug.
    const upgraded = work.params.upgraded === true;
    const difference = await inTransaction(pool, async (client) => {
      await openWorkspace(client);
      await refreshAllKeys(client);
      await lockLinks(client);
      const found = await linkDifference(client);
      if (found && !upgraded)
        log.error(
          { difference: found },
          'links differed from what the rules say; they were mended. Please report this',
        );
      if (found) await refreshLinks(client, true);
      const runId = uuidv7();
      await recomputeFindings(client, runId);
      await client.query(`SELECT pg_notify('changes', $1)`, [runId]);
      return found;
    });
    await pool.query('SELECT make_history_partitions(2)');
    await pool.query(`SELECT drop_history_before(now() - interval '${KEPT_DAYS.versions} days')`);
    for (const kind of syncedKinds) {
      await pool.query(
        `WITH old AS (DELETE FROM ${kind.name} WHERE gone_at < now() - interval '${KEPT_DAYS.gone} days' RETURNING id)
         DELETE FROM link_keys WHERE id IN (SELECT id FROM old)`,
      );
    }
    await pool.query(
      `DELETE FROM sync_runs WHERE started_at < now() - interval '${KEPT_DAYS.runs} days' AND state NOT IN ('running', 'listening')`,
    );
    await pool.query(`DELETE FROM change_counts WHERE at < now() - interval '${KEPT_DAYS.runs} days'`);
    return {
      result: { difference },
      error: difference && !upgraded ? `${difference} links differed from what the rules say` : null,
    };
  },
};
