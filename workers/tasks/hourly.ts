import { syncedKinds } from '../../contract/kinds/all.ts';
import { measuredKinds, thinSamples } from '../../model/schema/samples.ts';
import { signHead } from '../../model/audit/sign.ts';
import { logFor } from '../../runtime/log.ts';
import type { Pool } from '../../model/database.ts';
import type { TaskHandler, TaskOutcome } from '../task.ts';

const log = logFor('audit');

/** Today's number of live objects, and the clearing away of what only the last hours needed; the head of the audit, signed. */
export const hourly: TaskHandler = {
  task: 'hourly',
  async run(_work, { pool, masterKey }) {
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
    return signAudit(pool, masterKey);
  },
};

/** Also into the log, which is kept elsewhere: who has the database and the key has not that. */
async function signAudit(pool: Pool, masterKey: Buffer): Promise<TaskOutcome> {
  const signed = await signHead(pool, masterKey);
  if (!signed) return {};
  if ('wrong' in signed) {
    log.error({ entry: signed.wrong.number }, `the audit is not as it was written: ${signed.wrong.what}`);
    return { error: signed.wrong.what };
  }
  log.info(signed, 'head of the audit');
  return {};
}

/** Rows that a killed worker has staged and nobody will merge: their run holds no lease any more. */
async function clearLeftStaging(pool: Pool): Promise<void> {
  const orphaned = `NOT EXISTS (SELECT FROM scopes s WHERE s.lease_run = x.run_id) AND NOT EXISTS (SELECT FROM sync_runs r WHERE r.id = x.run_id AND r.state IN ('running', 'listening'))`;
  for (const table of ['seen', ...syncedKinds.map((kind) => `stage_${kind.name}`)])
    await pool.query(`DELETE FROM ${table} x WHERE ${orphaned}`);
}
