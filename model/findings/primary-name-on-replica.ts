import { finding } from './finding.ts';

/** After a failover the name by which clients write still leads to the old primary: their writes fail, or go astray. */
export const primaryNameOnReplica = finding({
  rule: 'primary-name-on-replica',
  about: 'A DNS name by which clients reach the primary, as the source of the servers says, leads to a replica.',
  severity: 'failing',
  subject: 'record_sets',
  alias: 'r',
  reach: 'far',
  settles: '20 seconds',
  settledBy: 'source',
  select: `
    SELECT r.id AS subject_id, r.name || ' ' || r.type AS subject_name, r.cluster_id,
           r.name || ' ' || r.type || ' leads to a replica' AS title,
           'Clients that write use it, and ' || string_agg(DISTINCT d.name, ', ' ORDER BY d.name) || ' takes no writes' AS reason,
           jsonb_agg(DISTINCT jsonb_build_object('kind', 'database_servers', 'id', d.id, 'name', d.name, 'part', 'replica')) AS involved
      FROM record_sets r
      JOIN LATERAL (
        SELECT l.to_id AS id FROM links l WHERE l.from_id = r.id AND l.to_kind = 'database_servers'
        UNION
        SELECT m.to_id FROM links l JOIN links m ON m.from_id = l.to_id AND m.to_kind = 'database_servers'
         WHERE l.from_id = r.id AND l.to_kind = 'record_sets') reached ON true
      JOIN database_servers d ON d.id = reached.id AND d.gone_at IS NULL AND d.role = 'replica'
     WHERE r.gone_at IS NULL AND r.type IN ('A', 'AAAA', 'CNAME', 'ALIAS') AND {{among}}
       AND EXISTS (SELECT FROM unnest(d.primary_names) n WHERE r.name LIKE replace(replace(rtrim(lower(n), '.'), '_', '\\_'), '*', '%'))
     GROUP BY r.id`,
});
