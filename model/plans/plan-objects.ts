import type { DatabaseRoles } from '../access/roles.ts';
import type { Queryable } from '../database.ts';

/**
 * Which objects a plan concerns: what it is about, what its steps write, the zones, sources and clusters of that. An undo concerns what its plan does. A record set that a step creates is among them once it is in the model. Whoever proposes may see less than the plan touches: a zone shows
 * its plans all the same, to those who may see them.
 */
export const planObjectsSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION note_plan_objects(of_plan uuid) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH writing AS (
    SELECT (step -> 'target' ->> 'sourceId')::uuid AS source_id, step -> 'target' ->> 'zoneKey' AS zone_key, step
      FROM plan_steps WHERE plan_id = of_plan AND step -> 'target' ->> 'sourceId' IS NOT NULL
  ), sets AS (
    SELECT (c ->> 'id')::uuid AS id, w.source_id, w.zone_key, coalesce(c -> 'after' ->> 'name', c -> 'before' ->> 'name') AS name,
           coalesce(c -> 'after' ->> 'type', c -> 'before' ->> 'type') AS type
      FROM writing w CROSS JOIN LATERAL jsonb_array_elements(w.step -> 'sets') c
  ), named AS (
    SELECT o ->> 'kind' AS kind, (o ->> 'id')::uuid AS id FROM writing w CROSS JOIN LATERAL jsonb_array_elements(w.step -> 'objects') o
    UNION
    SELECT 'record_sets', id FROM sets WHERE id IS NOT NULL
    UNION
    SELECT 'record_sets', r.id FROM sets c
      JOIN record_sets r ON r.source_id = c.source_id AND r.zone_key = c.zone_key AND r.name = c.name AND r.type = c.type
     WHERE c.id IS NULL
  ), noted AS (
    INSERT INTO plan_objects (plan_id, kind, id)
    SELECT of_plan, kind, id FROM (
      SELECT kind, id FROM named
      UNION
      SELECT o ->> 'kind', (o ->> 'id')::uuid FROM plans p CROSS JOIN LATERAL jsonb_array_elements(p.objects) o WHERE p.id = of_plan
      UNION
      SELECT 'sources', source_id FROM writing
      UNION
      SELECT 'zones', z.id FROM writing w JOIN zones z ON z.source_id = w.source_id AND z.key = w.zone_key
      UNION
      SELECT 'clusters', r.cluster_id FROM named n JOIN record_sets r ON r.id = n.id WHERE n.kind = 'record_sets'
      UNION
      SELECT 'clusters', z.cluster_id FROM writing w JOIN zones z ON z.source_id = w.source_id AND z.key = w.zone_key
       WHERE w.step ->> 'type' = 'cache.purge'
    ) o WHERE id IS NOT NULL
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT count(*) FROM noted
$$;
CREATE OR REPLACE FUNCTION copy_plan_objects(from_plan uuid, to_plan uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO plan_objects (plan_id, kind, id) SELECT to_plan, kind, id FROM plan_objects WHERE plan_id = from_plan ON CONFLICT DO NOTHING
$$;
REVOKE ALL ON FUNCTION note_plan_objects(uuid), copy_plan_objects(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION note_plan_objects(uuid), copy_plan_objects(uuid, uuid) TO ${roles.worker}, ${roles.panel};`;

/** @returns how many of them are new */
export async function notePlanObjects(db: Queryable, planId: string): Promise<number> {
  const { rows } = await db.query<{ noted: string }>('SELECT note_plan_objects($1) AS noted', [planId]);
  return Number(rows[0]!.noted);
}

export const copyPlanObjects = (db: Queryable, fromPlan: string, toPlan: string) =>
  db.query('SELECT copy_plan_objects($1, $2)', [fromPlan, toPlan]);
