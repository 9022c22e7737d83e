import type { DatabaseRoles } from './roles.ts';

/**
 * Turns a session's or token's hash into the reader that the rest of the transaction is: its database role, its clusters, its role in the panel.
 * Rights are so read in every request, and in one trip: `BEGIN READ ONLY; SELECT * FROM enter('…')`.
 */
export const enterSql = (roles: DatabaseRoles) => `
CREATE OR REPLACE FUNCTION reader_clusters() RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('app.clusters', true), ''), '{}')::uuid[]
$$;

DROP FUNCTION IF EXISTS enter(text);
DROP FUNCTION IF EXISTS enter_as(uuid);
DROP FUNCTION IF EXISTS principal_of(text);
CREATE FUNCTION principal_of(hash text)
RETURNS TABLE (id uuid, name text, via text, session_id uuid, role text, cluster_ids uuid[], seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT u.id, u.name, 'session', s.id, u.role, u.cluster_ids, s.last_seen_at
    FROM sessions s JOIN users u ON u.id = s.user_id
   WHERE s.token_hash = hash AND NOT u.disabled AND s.expires_at > now() AND s.last_seen_at > now() - interval '12 hours'
  UNION ALL
  SELECT t.id, t.name, 'token', NULL, t.role, t.cluster_ids, coalesce(t.last_used_at, 'epoch')
    FROM tokens t
   WHERE t.token_hash = hash AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())
$$;

CREATE FUNCTION enter(hash text)
RETURNS TABLE (id uuid, name text, via text, session_id uuid, role text, cluster_ids uuid[], seen_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
  who record;
BEGIN
  SELECT * INTO who FROM principal_of(hash);
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('app.role', who.role, true),
          set_config('app.clusters', coalesce(who.cluster_ids::text, '{}'), true),
          set_config('role', CASE WHEN who.cluster_ids IS NULL THEN '${roles.readerAll}' ELSE '${roles.readerCluster}' END, true);
  RETURN QUERY SELECT who.id, who.name, who.via, who.session_id, who.role, who.cluster_ids, who.seen_at;
END
$$;

-- For what a worker does in somebody's name at a later time: with the rights that they have then.
CREATE FUNCTION enter_as(who_id uuid)
RETURNS TABLE (id uuid, name text, role text, cluster_ids uuid[])
LANGUAGE plpgsql AS $$
DECLARE
  who record;
BEGIN
  SELECT * INTO who FROM (
    SELECT u.id, u.name, u.role, u.cluster_ids FROM users u WHERE u.id = who_id AND NOT u.disabled
    UNION ALL
    SELECT t.id, t.name, t.role, t.cluster_ids FROM tokens t
     WHERE t.id = who_id AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())) p;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM set_config('app.role', who.role, true),
          set_config('app.clusters', coalesce(who.cluster_ids::text, '{}'), true),
          set_config('role', CASE WHEN who.cluster_ids IS NULL THEN '${roles.readerAll}' ELSE '${roles.readerCluster}' END, true);
  RETURN QUERY SELECT who.id, who.name, who.role, who.cluster_ids;
END
$$;
REVOKE ALL ON FUNCTION principal_of(text), enter(text), enter_as(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter_as(uuid) TO ${roles.worker};
GRANT EXECUTE ON FUNCTION principal_of(text), enter(text) TO ${roles.web};
`;
