import { finding } from './finding.ts';

/** Not wrong by itself (services of others have names too), but worth knowing: nobody here can vouch for what it points at. */
export const recordSetUnowned = finding({
  rule: 'record-set-unowned',
  about:
    'A record set points at nothing we own: none of its values is, or ever was, an address or a name in this model.',
  severity: 'note',
  subject: 'record_sets',
  alias: 'r',
  reach: 'near',
  select: `
    SELECT r.id AS subject_id, r.name || ' ' || r.type AS subject_name, r.cluster_id,
           r.name || ' ' || r.type || ' points at nothing we own' AS title,
           'No object in the model has ' || array_to_string(r.contents[1:5], ', ')
             || CASE WHEN cardinality(r.contents) > 5 THEN ' …' ELSE '' END AS reason,
           '[]'::jsonb AS involved
      FROM record_sets r
     WHERE r.gone_at IS NULL AND r.type IN ('A', 'AAAA', 'CNAME', 'ALIAS') AND {{among}}
       AND NOT EXISTS (
         SELECT FROM link_keys k JOIN link_keys t ON t.key = k.key
          WHERE k.id = r.id AND t.id <> r.id
            AND ((k.type = 'to:address' AND t.type IN ('address', 'private-address', 'elastic-address'))
              OR (k.type = 'to:name' AND t.type IN ('name', 'record-name'))))
       AND NOT EXISTS (SELECT FROM links_history h WHERE h.from_id = r.id)`,
});
