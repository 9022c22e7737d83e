import type { DatabaseRoles } from './roles.ts';

/** What plans of anybody have to know of sources, which readers of some clusters do not see: whether they may be written. */
export const writeModesSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION write_modes() RETURNS TABLE (id uuid, name text, system text, mode text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id, name, system, mode FROM sources WHERE removed_at IS NULL
$$;
REVOKE ALL ON FUNCTION write_modes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION write_modes() TO ${roles.readerAll}, ${roles.readerCluster}, ${roles.worker}, ${roles.panel};`;
