import type { Pool } from '../model/database.ts';

/**
 * The one word for how a source is. Staleness comes with the clock, so this is asked again by a sweep;
 * a source whose word does not change is not written. Listeners are told.
 * What was listened to, or pulled of some scopes alone, says nothing of the others: a host that is asked anew for an event is no word on one that is away.
 */
const HEALTH = `
  WITH judged AS (
    SELECT s.id,
           CASE
             WHEN NOT s.enabled THEN 'paused'
             WHEN EXISTS (SELECT FROM held_changes h WHERE h.source_id = s.id AND h.state = 'open') THEN 'held'
             WHEN lastly.state IN ('failed', 'lost') THEN 'failing'
             WHEN s.last_complete_at IS NULL AND s.last_error IS NULL THEN 'new'
             WHEN s.last_complete_at IS NULL OR s.last_complete_at < now() - make_interval(secs => 2 * s.interval_seconds + 60) THEN 'stale'
             WHEN lastly.state = 'partial' THEN 'partial'
             ELSE 'fresh'
           END AS health,
           (SELECT min(w.due_at) FROM due_work w WHERE w.task = 'pull' AND w.subject_id = s.id AND w.done_at IS NULL AND s.enabled) AS next_pull_at
      FROM sources s
      LEFT JOIN LATERAL (
        SELECT r.state FROM sync_runs r
         WHERE r.source_id = s.id AND r.state <> 'running' AND r.trigger NOT IN ('event', 'refresh') ORDER BY r.started_at DESC LIMIT 1) lastly ON true
     WHERE s.removed_at IS NULL AND ($1::uuid IS NULL OR s.id = $1))
  UPDATE sources s SET health = j.health, next_pull_at = j.next_pull_at
    FROM judged j WHERE j.id = s.id AND (s.health, s.next_pull_at) IS DISTINCT FROM (j.health, j.next_pull_at)
  RETURNING s.id`;

export async function refreshSourceHealth(pool: Pool, sourceId: string | null): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(HEALTH, [sourceId]);
  const changed = sourceId ? [{ id: sourceId }] : rows;
  for (const { id } of changed) await pool.query(`SELECT pg_notify('changes', $1)`, [`panel:sources:${id}`]);
}
