import type { Pool } from '../../model/database.ts';
import { requestPull } from '../../model/panel/pulls.ts';

/** What a plan has touched is listed anew: whoever else wrote there meanwhile shows. */
export async function requestPullOfTargets(pool: Pool, planId: string): Promise<void> {
  const { rows } = await pool.query<{ source_id: string; zones: string[] }>(
    `SELECT step -> 'target' ->> 'sourceId' AS source_id, array_agg(DISTINCT step -> 'target' ->> 'zoneKey') AS zones
       FROM plan_steps WHERE plan_id = $1 AND type = 'dns.write-record-sets' GROUP BY 1`,
    [planId],
  );
  for (const { source_id: sourceId, zones } of rows)
    await requestPull(
      pool,
      sourceId,
      zones.map((scope) => ({ kind: 'record_sets', scope })),
    );
}
