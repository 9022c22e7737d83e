import { finding } from './finding.ts';

export const databaseServerWithoutRecord = finding({
  rule: 'database-server-without-record',
  about:
    'A database server that no record set names: whoever uses it knows its address, and has to be told when that changes.',
  severity: 'note',
  subject: 'database_servers',
  alias: 'd',
  reach: 'self',
  settles: '2 minutes',
  select: `
    SELECT d.id AS subject_id, d.name AS subject_name, d.cluster_id,
           d.name || ' has no DNS record' AS title,
           'No record set ' || CASE WHEN d.host = ANY (d.addresses) THEN 'has its address ' ELSE 'is named ' || d.host || ' or has ' END
             || coalesce(nullif(array_to_string(d.addresses, ', '), ''), 'an address of it') AS reason,
           '[]'::jsonb AS involved
      FROM database_servers d
     WHERE d.gone_at IS NULL AND {{among}}
       AND EXISTS (SELECT FROM zones WHERE gone_at IS NULL)
       AND NOT EXISTS (SELECT FROM links l WHERE l.to_id = d.id AND l.from_kind = 'record_sets')
       AND NOT EXISTS (SELECT FROM links l WHERE l.from_id = d.id AND l.to_kind = 'record_sets')`,
});
