import { syncedKinds } from '../../contract/kinds/all.ts';
import { measuredKinds, thinSamples } from '../../model/schema/samples.ts';
import type { TaskHandler } from '../task.ts';

/** Today's number of live objects, and the clearing away of what only the last hours needed. */
export const hourly: TaskHandler = {
  task: 'hourly',
  async run(_work, { pool }) {
    for (const kind of syncedKinds)
      await pool.query(
        `MERGE INTO day_counts d
         USING (SELECT cluster_id, count(*)::int AS count FROM ${kind.name} WHERE gone_at IS NULL GROUP BY cluster_id) n
            ON d.day = (now() AT TIME ZONE 'UTC')::date AND d.kind = '${kind.name}' AND d.cluster_id IS NOT DISTINCT FROM n.cluster_id
         WHEN MATCHED AND d.count <> n.count THEN UPDATE SET count = n.count
         WHEN NOT MATCHED THEN INSERT (day, kind, cluster_id, count) VALUES ((now() AT TIME ZONE 'UTC')::date, '${kind.name}', n.cluster_id, n.count)`,
      );
    await pool.query(`DELETE FROM run_changes WHERE at < now() - interval '1 hour'`);
    await pool.query(`DELETE FROM sign_in_failures WHERE at < now() - interval '1 day'`);
    await pool.query(`DELETE FROM sessions WHERE expires_at < now()`);
    await pool.query(`DELETE FROM due_work WHERE done_at < now() - interval '1 day'`);
    await clearLeftStaging(pool);
    for (const kind of measuredKinds) for (const statement of thinSamples(kind)) await pool.query(statement);
    return {};
  },
};

/** Rows that a killed worker has staged and nobody will merge: their run holds no lease any more. */
async function clearLeftStaging(pool: Parameters<TaskHandler['run']>[1]['pool']): Promise<void> {
  const orphaned = `NOT EXISTS (SELECT FROM scopes s WHERE s.lease_run = x.run_id) AND NOT EXISTS (SELECT FROM sync_runs r WHERE r.id = x.run_id AND r.state IN ('running', 'listening'))`;
  for (const table of ['seen', ...syncedKinds.map((kind) => `stage_${kind.name}`)])
    await pool.query(`DELETE FROM ${table} x WHERE ${orphaned}`);
}
