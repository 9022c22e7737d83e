import type { Queryable } from '../database.ts';
import { requestWork } from '../work/due-work.ts';

export interface PullRequest {
  requestId: string;
  sourceId: string;
  dueAt: string;
}

/**
 * Asks for a pull of a source, whole or of some scopes. Who asks twice before a worker has begun gets the same request.
 * undefined: the source was removed.
 */
export async function requestPull(
  db: Queryable,
  sourceId: string,
  scopes?: { kind: string; scope: string }[],
): Promise<PullRequest | undefined> {
  const source = await db.query('SELECT 1 FROM sources WHERE id = $1 AND removed_at IS NULL FOR SHARE', [sourceId]);
  if (!source.rowCount) return undefined;
  const params = scopes ? { scopes } : {};
  const { rows } = await db.query<{ id: string; due_at: string }>(
    `SELECT id, due_at FROM due_work
      WHERE task = 'pull' AND subject_id = $1 AND every_seconds IS NULL AND done_at IS NULL AND lease_until IS NULL AND attempts = 0 AND params = $2::jsonb
      LIMIT 1`,
    [sourceId, JSON.stringify(params)],
  );
  const waiting = rows[0];
  if (waiting) return { requestId: waiting.id, sourceId, dueAt: waiting.due_at };
  const { id, dueAt } = await requestWork(db, { task: 'pull', subjectId: sourceId, params });
  return { requestId: id, sourceId, dueAt };
}
