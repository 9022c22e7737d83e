import { finding } from './finding.ts';
import { FORMER_OWNERS, unansweredValues } from './unanswered.ts';

/**
 * A value that used to be ours and is not any more: whoever gets the address next gets the traffic. A machine that does not run tells no addresses, and
 * has them when it runs again.
 */
export const recordSetDangling = finding({
  rule: 'record-set-dangling',
  about:
    'A record set points at something that is gone: an instance, address or load balancer that we had and no longer have.',
  severity: 'failing',
  subject: 'record_sets',
  alias: 'r',
  reach: 'near',
  needs: unansweredValues,
  select: `
    WITH ${FORMER_OWNERS}
    SELECT r.id AS subject_id, r.name || ' ' || r.type AS subject_name, r.cluster_id,
           r.name || ' ' || r.type || ' points at something that is gone' AS title,
           'Nothing of ours answers to ' || string_agg(DISTINCT f.key, ', ' ORDER BY f.key) || ' any more; it was '
             || string_agg(DISTINCT o.name, ', ' ORDER BY o.name) AS reason,
           jsonb_agg(DISTINCT jsonb_build_object('kind', f.kind, 'id', f.owner, 'name', o.name, 'part', 'pointed at')) AS involved
      FROM former f
      JOIN record_sets r ON r.id = f.id
        AND NOT EXISTS (SELECT FROM virtual_machines v WHERE v.id = f.owner AND v.gone_at IS NULL AND v.state <> 'running')
      JOIN LATERAL (
        SELECT name FROM instances WHERE id = f.owner
        UNION ALL SELECT name FROM addresses WHERE id = f.owner
        UNION ALL SELECT name FROM load_balancers WHERE id = f.owner
        UNION ALL SELECT name FROM virtual_machines WHERE id = f.owner
        UNION ALL SELECT name FROM hosts WHERE id = f.owner
        UNION ALL SELECT name FROM database_servers WHERE id = f.owner
        UNION ALL SELECT name FROM record_sets WHERE id = f.owner) o ON true
     GROUP BY r.id`,
});
