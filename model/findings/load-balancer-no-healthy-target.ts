import { finding } from './finding.ts';

export const loadBalancerNoHealthyTarget = finding({
  rule: 'load-balancer-no-healthy-target',
  about: 'A load balancer has targets, or should have, and none of them is healthy.',
  severity: 'failing',
  subject: 'load_balancers',
  alias: 'b',
  reach: 'near',
  settles: '20 seconds',
  settledBy: 'source',
  select: `
    SELECT b.id AS subject_id, b.name AS subject_name, b.cluster_id,
           b.name || ' has no healthy target' AS title,
           CASE WHEN t.registered = 0 THEN 'Nothing is registered with it'
                ELSE '0 of ' || t.registered || ' registered targets are healthy' END AS reason,
           t.groups AS involved
      FROM load_balancers b
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(g.healthy_count), 0) + coalesce(b.healthy_count, 0) AS healthy,
               coalesce(sum(g.target_count), 0) + jsonb_array_length(b.targets) AS registered,
               coalesce(bool_or(g.target_type = 'lambda'), false) AS unknowable,
               coalesce(jsonb_agg(jsonb_build_object('kind', 'target_groups', 'id', g.id, 'name', g.name, 'part', 'target group'))
                 FILTER (WHERE g.id IS NOT NULL), '[]'::jsonb) AS groups
          FROM links l JOIN target_groups g ON g.id = l.from_id AND g.gone_at IS NULL
         WHERE l.to_id = b.id AND l.rule = 'target-group-load-balancer') t
     WHERE b.gone_at IS NULL AND b.state = 'active' AND b.type <> 'gateway' AND t.healthy = 0 AND NOT t.unknowable AND {{among}}`,
});
