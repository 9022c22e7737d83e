import type { DatabaseRoles } from '../access/roles.ts';
import type { Queryable } from '../database.ts';

/**
 * Whether a cluster of what a plan changes asks for a second person now: it may have begun to since the plan was made, and objects may have come into it.
 * The panel, which applies plans, does not read objects itself.
 */
export const asksApprovalSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION plan_asks_approval(of_plan uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH writing AS (
    SELECT s.step, z.id AS zone_id, z.cluster_id
      FROM plan_steps s
      LEFT JOIN zones z ON z.source_id = (s.step -> 'target' ->> 'sourceId')::uuid AND z.key = s.step -> 'target' ->> 'zoneKey' AND z.gone_at IS NULL
     WHERE s.plan_id = of_plan
  ), named AS (
    SELECT (o ->> 'id')::uuid AS id, w.zone_id, o -> 'after' ->> 'name' AS name
      FROM writing w CROSS JOIN LATERAL jsonb_array_elements(coalesce(w.step -> 'sets', w.step -> 'objects')) o
  ), changed AS (
    SELECT r.cluster_id FROM named n JOIN record_sets r ON r.id = n.id
    UNION
    SELECT c.cluster_id FROM named n CROSS JOIN LATERAL new_record_set(n.zone_id, n.name) c WHERE n.id IS NULL
    UNION
    SELECT cluster_id FROM writing WHERE step ->> 'type' = 'cache.purge'
  )
  SELECT EXISTS (SELECT FROM changed JOIN clusters c ON c.id = changed.cluster_id WHERE c.needs_approval)
$$;
REVOKE ALL ON FUNCTION plan_asks_approval(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION plan_asks_approval(uuid) TO ${roles.worker}, ${roles.panel};`;

export async function asksApproval(db: Queryable, planId: string): Promise<boolean> {
  const { rows } = await db.query<{ asks: boolean }>('SELECT plan_asks_approval($1) AS asks', [planId]);
  return rows[0]!.asks;
}
