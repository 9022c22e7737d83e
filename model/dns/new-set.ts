import { kindNamed } from '../../contract/kinds/all.ts';
import type { DatabaseRoles } from '../access/roles.ts';
import { CLUSTER_ID, membershipJoins, rulesCte } from '../clusters/membership.ts';
import type { Queryable } from '../database.ts';

const sets = kindNamed('record_sets');

/**
 * What a plan has to know of a name at which it would create a record set: the cluster that its rules put it in, be it another one than its zone's, and
 * whether who plans sees that one; and which types are there already, seen or not. Values are not told.
 */
export const newSetSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION new_record_set(of_zone uuid, its_name text) RETURNS TABLE (cluster_id uuid, seen boolean, types text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH ${rulesCte(sets)}, one AS (
    SELECT ${CLUSTER_ID} AS cluster_id, ARRAY(
             SELECT r.type FROM record_sets r WHERE r.source_id = t.source_id AND r.zone_key = t.zone_key AND r.name = its_name AND r.gone_at IS NULL
              ORDER BY r.type) AS types
      FROM (SELECT source_id, realm, key AS zone_key, name AS zone, its_name AS name FROM zones WHERE id = of_zone) t ${membershipJoins(sets, 't', 't.realm')})
  SELECT cluster_id, current_setting('role') <> '${roles.readerCluster}' OR coalesce(cluster_id = ANY (reader_clusters()), false), types FROM one
$$;
REVOKE ALL ON FUNCTION new_record_set(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION new_record_set(uuid, text) TO ${roles.readerAll}, ${roles.readerCluster}, ${roles.worker}, ${roles.panel};`;

export interface NewSet {
  clusterId: string | null;
  seen: boolean;
  types: string[];
}

export async function newSet(db: Queryable, zoneId: string, name: string): Promise<NewSet> {
  const { rows } = await db.query<NewSet>('SELECT cluster_id AS "clusterId", seen, types FROM new_record_set($1, $2)', [
    zoneId,
    name,
  ]);
  return rows[0]!;
}
