import { syncedKinds } from '../../contract/kinds/all.ts';
import { finishChanges } from '../../model/changes/finish.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { inTransaction, type Pool, retriedOnce } from '../../model/database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { goneStatement } from './gone.ts';

/**
 * After a source was removed: its objects are gone for the model (not for the world), their history stays, its secrets are erased with their key.
 * A run that is still going on finds the source removed and writes nothing.
 */
export async function removeSource(pool: Pool, sourceId: string): Promise<{ gone: number }> {
  return retriedOnce(() =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query('SELECT 1 FROM sources WHERE id = $1 AND removed_at IS NOT NULL FOR UPDATE', [
        sourceId,
      ]);
      if (!rows.length) return { gone: 0 };
      await openWorkspace(client);
      const runId = uuidv7();
      let gone = 0;
      for (const kind of syncedKinds) {
        const { rowCount } = await client.query(goneStatement(kind.name, 't.source_id = $3'), [runId, null, sourceId]);
        gone += rowCount ?? 0;
      }
      await finishChanges(client, runId, gone ? syncedKinds.map((kind) => kind.name) : []);
      await client.query(
        `UPDATE held_changes SET state = 'passed', decided_at = now() WHERE source_id = $1 AND state = 'open'`,
        [sourceId],
      );
      await client.query('DELETE FROM missing m USING scopes s WHERE m.scope_id = s.id AND s.source_id = $1', [
        sourceId,
      ]);
      await client.query(
        `UPDATE scopes SET row_count = 0, stale_at = 'infinity', lease_run = NULL, lease_until = NULL WHERE source_id = $1`,
        [sourceId],
      );
      await client.query('DELETE FROM data_keys WHERE owner_id = $1', [sourceId]);
      await client.query(
        `DELETE FROM due_work WHERE subject_id = $1 AND task IN ('pull', 'measure', 'listen', 'check')`,
        [sourceId],
      );
      return { gone };
    }),
  );
}
