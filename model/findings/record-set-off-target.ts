import { finding } from './finding.ts';

/**
 * Record sets that stand for a load balancer by holding the public addresses of what is behind it: at least two values, at least half of them
 * addresses of registered targets. A set with one value names a machine, not a load balancer.
 */
export const recordSetOffTarget = finding({
  rule: 'record-set-off-target',
  about:
    'The values of a record set differ from the healthy targets of the load balancer that it stands for, for 10 minutes.',
  severity: 'attention',
  subject: 'record_sets',
  alias: 'r',
  reach: 'far',
  after: '10 minutes',
  select: `
    SELECT s.subject_id, s.subject_name, s.cluster_id, s.title, s.reason, s.involved FROM (
      SELECT DISTINCT ON (r.id) r.id AS subject_id, r.name || ' ' || r.type AS subject_name, r.cluster_id,
             r.name || ' ' || r.type || ' differs from the healthy targets of ' || b.name AS title,
             concat_ws('; ',
               'missing: ' || nullif(array_to_string(ARRAY(SELECT unnest(b.healthy) EXCEPT SELECT unnest(r.contents) ORDER BY 1), ', '), ''),
               'not healthy: ' || nullif(array_to_string(ARRAY(SELECT unnest(r.contents) EXCEPT SELECT unnest(b.healthy) ORDER BY 1), ', '), '')) AS reason,
             jsonb_build_array(jsonb_build_object('kind', 'load_balancers', 'id', b.id, 'name', b.name, 'part', 'stands for')) AS involved,
             ARRAY(SELECT unnest(r.contents) ORDER BY 1) = b.healthy AS same
        FROM record_sets r
        JOIN LATERAL (
          SELECT b.id, b.name,
                 array_agg(DISTINCT x.address ORDER BY x.address) AS registered,
                 coalesce(array_agg(DISTINCT x.address ORDER BY x.address) FILTER (WHERE x.health = 'healthy'), '{}') AS healthy
            FROM (SELECT DISTINCT coalesce(g2.to_id, c.from_id) AS id
                    FROM links a
                    LEFT JOIN links g ON g.to_id = a.to_id AND g.rule IN ('target-group-instance', 'target-group-private-address-instance')
                    LEFT JOIN links g2 ON g2.from_id = g.from_id AND g2.rule = 'target-group-load-balancer'
                    LEFT JOIN links c ON c.to_id = a.to_id AND c.rule = 'load-balancer-instance'
                   WHERE a.from_id = r.id AND a.rule = 'record-set-address-instance') near
            JOIN load_balancers b ON b.id = near.id
            JOIN LATERAL (
              SELECT i.id, t ->> 'health' AS health
                FROM links g JOIN target_groups tg ON tg.id = g.from_id CROSS JOIN LATERAL jsonb_array_elements(tg.targets) t
                JOIN instances i ON i.gone_at IS NULL AND (i.key = t ->> 'id' OR t ->> 'id' = ANY (i.private_addresses))
                     AND EXISTS (SELECT FROM links gi WHERE gi.from_id = tg.id AND gi.to_id = i.id)
               WHERE g.to_id = b.id AND g.rule = 'target-group-load-balancer'
              UNION ALL
              SELECT i.id, t ->> 'health' FROM jsonb_array_elements(b.targets) t JOIN instances i ON i.key = t ->> 'id' AND i.gone_at IS NULL) m ON true
            JOIN LATERAL (
              SELECT unnest(CASE r.type WHEN 'A' THEN i.public_addresses ELSE i.ipv6_addresses END) AS address, m.health
                FROM instances i WHERE i.id = m.id) x ON true
           GROUP BY b.id, b.name) b ON true
       WHERE r.gone_at IS NULL AND r.type IN ('A', 'AAAA') AND cardinality(r.contents) >= 2 AND {{among}}
         AND 2 * cardinality(ARRAY(SELECT unnest(r.contents) INTERSECT SELECT unnest(b.registered))) >= cardinality(r.contents)
       ORDER BY r.id, same DESC, cardinality(ARRAY(SELECT unnest(r.contents) INTERSECT SELECT unnest(b.registered))) DESC, b.id
    ) s WHERE NOT s.same`,
});
