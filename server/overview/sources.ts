import type { Overview } from '../../contract/api/overview.ts';
import type { Reading } from '../reader.ts';

const RUNS_A_SOURCE = 20;

export async function readSources({ client }: Reading): Promise<Overview['sources']> {
  const { rows } = await client.query<Overview['sources'][number]>({
    name: 'overview_sources',
    text: `
    SELECT o.id, o.name, o.system, o.health, o.last_complete_at AS "lastCompleteAt",
           o.last_complete_at + make_interval(secs => 2 * o.interval_seconds + 60) AS "staleAt", o.next_pull_at AS "nextPullAt",
           coalesce((SELECT sum(s.row_count)::int FROM scopes s WHERE s.source_id = o.id), 0) AS rows,
           coalesce(r.runs, '[]') AS runs
      FROM sources o
      LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object(
                 'id', n.id, 'state', n.state, 'startedAt', to_char(n.started_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                 'seconds', extract(epoch FROM n.finished_at - n.started_at)::float8,
                 'created', n.created, 'updated', n.updated, 'gone', n.gone) ORDER BY n.started_at) AS runs
          FROM (SELECT * FROM sync_runs n WHERE n.source_id = o.id AND n.trigger <> 'event' ORDER BY n.started_at DESC LIMIT ${RUNS_A_SOURCE}) n) r ON true
     WHERE o.removed_at IS NULL ORDER BY o.name`,
  });
  return rows;
}
