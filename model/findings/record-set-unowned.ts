import { finding } from './finding.ts';
import { FORMER_OWNERS, unansweredValues } from './unanswered.ts';

/** Not wrong by itself (services of others have names too), but worth knowing: nobody here can vouch for what it points at. */
export const recordSetUnowned = finding({
  rule: 'record-set-unowned',
  about:
    'A record set points at nothing we own: none of its values is, or ever was, an address or a name in this model.',
  severity: 'note',
  subject: 'record_sets',
  alias: 'r',
  reach: 'near',
  settles: '2 minutes',
  needs: unansweredValues,
  select: `
    WITH ${FORMER_OWNERS}
    SELECT r.id AS subject_id, r.name || ' ' || r.type AS subject_name, r.cluster_id,
           r.name || ' ' || r.type || ' points at nothing we own' AS title,
           'No object in the model has ' || array_to_string(r.contents[1:5], ', ')
             || CASE WHEN cardinality(r.contents) > 5 THEN ' …' ELSE '' END AS reason,
           '[]'::jsonb AS involved
      FROM (SELECT id, count(DISTINCT key) AS values FROM unanswered GROUP BY id) l
      JOIN record_sets r ON r.id = l.id
     WHERE l.values >= cardinality(r.contents) AND NOT EXISTS (SELECT FROM former f WHERE f.id = r.id)`,
});
