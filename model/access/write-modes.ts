import type { DatabaseRoles } from './roles.ts';

/**
 * What plans of anybody have to know of what readers of some clusters do not see: whether a source may be written, and whether so many record sets are
 * a larger share of their zone than `most`, once the zone has `few`. How many there are is not told.
 */
export const writeModesSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION write_modes() RETURNS TABLE (id uuid, name text, system text, mode text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id, name, system, mode FROM sources WHERE removed_at IS NULL
$$;
CREATE OR REPLACE FUNCTION exceeds_share(of_source uuid, of_zone text, touched integer, most double precision, few integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) >= few AND touched > count(*) * most FROM record_sets WHERE source_id = of_source AND zone_key = of_zone AND gone_at IS NULL
$$;
REVOKE ALL ON FUNCTION write_modes(), exceeds_share(uuid, text, integer, double precision, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION write_modes(), exceeds_share(uuid, text, integer, double precision, integer) TO ${roles.readerAll}, ${roles.readerCluster}, ${roles.worker}, ${roles.panel};`;
