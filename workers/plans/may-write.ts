import type { StepData } from '../../contract/plans/steps.ts';
import type { Pool } from '../../model/database.ts';

/** A step that writes to an outside system, rather than to the panel. */
export type OutsideStep = Extract<StepData, { target: { system: string } }>;
export const isOutside = (step: StepData): step is OutsideStep => 'system' in step.target;

/**
 * Whether a source may still be written when the step's turn has come: its mode may have changed since the plan was made. What a plan has created is
 * its own to take away again.
 * @returns null, or the reason why not
 */
export async function whyNotWrite(pool: Pool, step: OutsideStep): Promise<string | null> {
  const { sourceId, sourceName } = step.target;
  const { rows } = await pool.query<{ mode: string }>('SELECT mode FROM sources WHERE id = $1', [sourceId]);
  const mode = rows[0]?.mode;
  if (mode === 'write-all') return null;
  if (mode !== 'write-adopted') return `the source ${sourceName} is read-only`;
  // A cache has nothing that could be adopted.
  if (step.type === 'cache.purge') return null;
  const ids = step.sets.flatMap(({ id, before }) => (id !== null && before !== null ? [id] : []));
  const { rows: foreign } = await pool.query<{ name: string }>(
    `SELECT r.name || ' ' || r.type AS name FROM record_sets r
      WHERE r.id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM adoptions a WHERE a.kind = 'record_sets' AND a.id = r.id) LIMIT 3`,
    [ids],
  );
  return foreign.length ? `not adopted: ${foreign.map(({ name }) => name).join(', ')}` : null;
}

/** Record sets that a plan has created in a source that writes only what was adopted are ours. */
export async function adoptCreated(pool: Pool, planId: string): Promise<void> {
  await pool.query(
    `INSERT INTO adoptions (kind, id, adopted_by)
     SELECT 'record_sets', r.id, p.actor
       FROM plans p
       JOIN plan_steps s ON s.plan_id = p.id AND s.state = 'applied' AND s.step ->> 'type' = 'dns.write-record-sets'
      CROSS JOIN LATERAL jsonb_array_elements(s.step -> 'sets') c
       JOIN record_sets r ON r.source_id = (s.step -> 'target' ->> 'sourceId')::uuid AND r.zone_key = s.step -> 'target' ->> 'zoneKey'
            AND r.name = c -> 'after' ->> 'name' AND r.type = c -> 'after' ->> 'type' AND r.gone_at IS NULL
      WHERE p.id = $1 AND c -> 'before' = 'null'::jsonb AND c -> 'after' <> 'null'::jsonb
     ON CONFLICT DO NOTHING`,
    [planId],
  );
}
