import { finishChanges } from '../../model/changes/finish.ts';
import { openWorkspace } from '../../model/changes/workspace.ts';
import { type Client, inTransaction, type Pool, retriedOnce } from '../../model/database.ts';
import type { Heard } from '../systems/system.ts';
import { countWhatArrived } from './commit-scope.ts';
import { markDeleted } from './gone.ts';
import { Intake } from './intake.ts';
import { merge } from './merge.ts';

export interface HeardChanges {
  listed: number;
  created: number;
  updated: number;
  gone: number;
}

interface Hearing {
  runId: string;
  realm: string;
  sourceId: string;
  /** PostgreSQL's clock minus this machine's, in milliseconds. */
  clockOffset: number;
}

const NOTHING: HeardChanges = { listed: 0, created: 0, updated: 0, gone: 0 };

/**
 * Writes what was heard through the same merge as a pull, but of some objects only: nothing else goes, and the scope is no fresher for it.
 * It needs no lease of the scope: a pull that is listing it keeps what was observed later than what it lists, and the two commit one after the other.
 */
export async function applyHeard(
  pool: Pool,
  { runId, realm, sourceId, clockOffset }: Hearing,
  heard: Exclude<Heard, { type: 'missed' }>,
): Promise<HeardChanges> {
  const scopes = await pool.query<{ id: number }>(
    'SELECT id FROM scopes WHERE source_id = $1 AND kind = $2 AND name = $3',
    [sourceId, heard.kind, heard.scope],
  );
  // Not pulled yet: the pull that is due brings all of it.
  const scopeId = scopes.rows[0]?.id;
  if (scopeId === undefined) return NOTHING;
  const observedAt = new Date(heard.observedAt.getTime() + clockOffset);
  const intake = new Intake(pool, heard.kind, { runId, scopeId, realm });
  const target = { kind: intake.kind, runId, scopeId, realm, sourceId };
  try {
    if (heard.type === 'page') {
      await intake.take(heard.rows as unknown as Record<string, unknown>[], observedAt, heard.ifFree);
      await intake.landed();
      const refused = intake.refused[0];
      if (refused) throw new Error(`${refused.key}: ${refused.reason}`);
    }
    const written = await retriedOnce(() =>
      inTransaction(pool, async (client) => {
        await openWorkspace(client);
        if (!(await holdScope(client, scopeId))) return NOTHING;
        await countWhatArrived(client, runId, scopeId, intake);
        const merged = await merge(client, target, {
          known: intake.staged - intake.unknown,
          unknown: intake.unknown,
        });
        await dateSeen(client, intake, { runId, scopeId, observedAt });
        const gone = heard.type === 'deleted' ? await markDeleted(client, target, heard.keys, observedAt) : 0;
        await finishChanges(client, runId, merged.created + merged.updated + gone > 0 ? [intake.kind.name] : []);
        await client.query('UPDATE scopes SET row_count = row_count + $2 WHERE id = $1 AND $2 <> 0', [
          scopeId,
          merged.created - gone,
        ]);
        return { listed: intake.listed, ...merged, gone };
      }),
    );
    await intake.takeVolatile();
    return written;
  } finally {
    await intake.discard().catch(() => undefined);
  }
}

/** False when the source was removed. */
async function holdScope(client: Client, scopeId: number): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM scopes s JOIN sources o ON o.id = s.source_id AND o.removed_at IS NULL
      WHERE s.id = $1 FOR UPDATE OF s FOR SHARE OF o`,
    [scopeId],
  );
  return rows.length > 0;
}

/** Rows that are as they were: without the later instant a listing that is under way would take them back to what it saw before. */
async function dateSeen(
  client: Client,
  intake: Intake,
  { runId, scopeId, observedAt }: { runId: string; scopeId: number; observedAt: Date },
): Promise<void> {
  if (!intake.seen) return;
  await client.query(
    `UPDATE ${intake.kind.name} SET observed_at = $3
      WHERE id IN (SELECT id FROM seen WHERE run_id = $1 AND scope_id = $2) AND observed_at < $3`,
    [runId, scopeId, observedAt],
  );
}
