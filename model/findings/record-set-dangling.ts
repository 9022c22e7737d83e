import { finding } from './finding.ts';

/** A value that used to be ours and is not any more: whoever gets the address next gets the traffic. */
export const recordSetDangling = finding({
  rule: 'record-set-dangling',
  about:
    'A record set points at something that is gone: an instance, address or load balancer that we had and no longer have.',
  severity: 'failing',
  subject: 'record_sets',
  alias: 'r',
  reach: 'near',
  select: `
    SELECT r.id AS subject_id, r.name || ' ' || r.type AS subject_name, r.cluster_id,
           r.name || ' ' || r.type || ' points at something that is gone' AS title,
           'Nothing of ours answers to ' || string_agg(DISTINCT p.key, ', ') || ' any more; it was ' || string_agg(DISTINCT p.was, ', ') AS reason,
           jsonb_agg(DISTINCT jsonb_build_object('kind', p.kind, 'id', p.id, 'name', p.was, 'part', 'pointed at')) AS involved
      FROM record_sets r
      JOIN link_keys k ON k.id = r.id AND k.type IN ('to:address', 'to:name')
      JOIN LATERAL (
        SELECT h.to_kind AS kind, h.to_id AS id, h.key, coalesce(i.name, a.name, l.name, o.name, h.to_kind) AS was
          FROM links_history h
          LEFT JOIN instances i ON i.id = h.to_id
          LEFT JOIN addresses a ON a.id = h.to_id
          LEFT JOIN load_balancers l ON l.id = h.to_id
          LEFT JOIN record_sets o ON o.id = h.to_id
         WHERE h.from_id = r.id AND h.key = k.key
        UNION
        SELECT g.kind, g.id, g.key, coalesce(i.name, a.name, l.name, g.kind)
          FROM link_keys g
          LEFT JOIN instances i ON i.id = g.id
          LEFT JOIN addresses a ON a.id = g.id
          LEFT JOIN load_balancers l ON l.id = g.id
         WHERE g.key = k.key AND NOT g.live AND g.type IN ('address', 'private-address', 'elastic-address', 'name')) p ON true
     WHERE r.gone_at IS NULL AND r.type IN ('A', 'AAAA', 'CNAME', 'ALIAS') AND {{among}}
       AND NOT EXISTS (
         SELECT FROM link_keys t
          WHERE t.key = k.key AND t.live
            AND t.type = ANY (CASE k.type WHEN 'to:address' THEN ARRAY['address', 'private-address', 'elastic-address'] ELSE ARRAY['name', 'record-name'] END))
     GROUP BY r.id`,
});
