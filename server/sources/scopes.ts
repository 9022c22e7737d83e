import type { z } from 'zod';
import type { sourceScope } from '../../contract/api/sources.ts';
import type { Reading } from '../reader.ts';

type SourceScope = z.infer<typeof sourceScope>;

/** Readers of all clusters only: names of scopes are names of zones and regions. */
export async function readScopes({ client }: Reading, sourceId: string): Promise<SourceScope[]> {
  const { rows } = await client.query<SourceScope>(
    `SELECT s.kind, s.name AS scope, coalesce(s.title, s.name) AS "scopeTitle", s.row_count AS rows, s.listed_at AS "completeAt", nullif(s.stale_at, 'infinity') AS "staleAt",
            s.last_error AS "lastError",
            coalesce((SELECT sum(cardinality(h.ids))::int FROM held_changes h WHERE h.source_id = s.source_id AND h.kind = s.kind AND h.scope = s.name AND h.state = 'open'), 0) AS held
       FROM scopes s WHERE s.source_id = $1 ORDER BY s.kind, coalesce(s.title, s.name), s.name`,
    [sourceId],
  );
  return rows;
}
