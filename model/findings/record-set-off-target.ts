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
  // What is behind a load balancer is asked once and not for each of the sets that lead there: there may be thousands.
  select: `
    WITH standing AS MATERIALIZED (
      SELECT r.id, a.to_id AS instance
        FROM record_sets r
        JOIN links a ON a.from_id = r.id AND a.rule = 'record-set-address-instance'
       WHERE r.gone_at IS NULL AND r.type IN ('A', 'AAAA') AND cardinality(r.contents) >= 2 AND {{among}}),
    behind AS MATERIALIZED (
      SELECT s.instance, g2.to_id AS balancer
        FROM (SELECT DISTINCT instance FROM standing) s
        JOIN links g ON g.to_id = s.instance AND g.rule IN ('target-group-instance', 'target-group-private-address-instance')
        JOIN links g2 ON g2.from_id = g.from_id AND g2.rule = 'target-group-load-balancer'
      UNION
      SELECT s.instance, c.from_id
        FROM (SELECT DISTINCT instance FROM standing) s
        JOIN links c ON c.to_id = s.instance AND c.rule = 'load-balancer-instance'),
    registered AS MATERIALIZED (
      SELECT b.id, b.name, m.instance, m.health
        FROM (SELECT DISTINCT balancer FROM behind) n
        JOIN load_balancers b ON b.id = n.balancer
        JOIN LATERAL (
          SELECT i.id AS instance, t ->> 'health' AS health
            FROM links g JOIN target_groups tg ON tg.id = g.from_id CROSS JOIN LATERAL jsonb_array_elements(tg.targets) t
            JOIN instances i ON i.gone_at IS NULL AND (i.key = t ->> 'id' OR t ->> 'id' = ANY (i.private_addresses))
                 AND EXISTS (SELECT FROM links gi WHERE gi.from_id = tg.id AND gi.to_id = i.id)
           WHERE g.to_id = b.id AND g.rule = 'target-group-load-balancer'
          UNION ALL
          SELECT i.id, t ->> 'health'
            FROM jsonb_array_elements(b.targets) t JOIN instances i ON i.key = t ->> 'id' AND i.gone_at IS NULL) m ON true),
    side AS MATERIALIZED (
      SELECT m.id, m.name, y.type,
             array_agg(DISTINCT x.address ORDER BY x.address) AS registered,
             coalesce(array_agg(DISTINCT x.address ORDER BY x.address) FILTER (WHERE m.health = 'healthy'), '{}') AS healthy
        FROM registered m
        JOIN instances i ON i.id = m.instance
        CROSS JOIN (VALUES ('A'), ('AAAA')) AS y (type)
        CROSS JOIN LATERAL unnest(CASE y.type WHEN 'A' THEN i.public_addresses ELSE i.ipv6_addresses END) AS x (address)
       GROUP BY m.id, m.name, y.type)
    SELECT DISTINCT ON (s.id) s.id AS subject_id, s.name || ' ' || s.type AS subject_name, s.cluster_id,
           s.name || ' ' || s.type || ' differs from the healthy targets of ' || s.balancer AS title,
           concat_ws('; ',
             'missing: ' || nullif(array_to_string(ARRAY(SELECT unnest(s.healthy) EXCEPT SELECT unnest(s.contents) ORDER BY 1), ', '), ''),
             'not healthy: ' || nullif(array_to_string(ARRAY(SELECT unnest(s.contents) EXCEPT SELECT unnest(s.healthy) ORDER BY 1), ', '), '')) AS reason,
           jsonb_build_array(jsonb_build_object('kind', 'load_balancers', 'id', s.balancer_id, 'name', s.balancer, 'part', 'stands for')) AS involved
      FROM (
        SELECT r.id, r.name, r.type, r.cluster_id, r.contents, b.id AS balancer_id, b.name AS balancer, b.registered, b.healthy,
               bool_or(ARRAY(SELECT unnest(r.contents) ORDER BY 1) = b.healthy) OVER (PARTITION BY r.id) AS same
          FROM (SELECT DISTINCT s.id, h.balancer FROM standing s JOIN behind h ON h.instance = s.instance) near
          JOIN record_sets r ON r.id = near.id
          JOIN side b ON b.id = near.balancer AND b.type = r.type) s
      CROSS JOIN LATERAL (SELECT count(*) AS theirs FROM (SELECT unnest(s.contents) INTERSECT SELECT unnest(s.registered)) both_have) t
     WHERE NOT s.same AND 2 * t.theirs >= cardinality(s.contents)
     ORDER BY s.id, t.theirs DESC, s.balancer_id`,
});
