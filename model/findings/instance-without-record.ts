import { finding } from './finding.ts';

export const instanceWithoutRecord = finding({
  rule: 'instance-without-record',
  about: 'A running instance that no record set points at.',
  severity: 'note',
  subject: 'instances',
  alias: 'i',
  reach: 'self',
  settles: '2 minutes',
  select: `
    SELECT i.id AS subject_id, i.name AS subject_name, i.cluster_id,
           i.name || ' has no DNS record' AS title,
           'It runs, and no record set has ' || coalesce(nullif(array_to_string(i.public_addresses || i.ipv6_addresses || i.private_addresses, ', '), ''), 'an address of it') AS reason,
           '[]'::jsonb AS involved
      FROM instances i
     WHERE i.gone_at IS NULL AND i.state = 'running' AND {{among}}
       AND EXISTS (SELECT FROM zones WHERE gone_at IS NULL)
       AND NOT EXISTS (SELECT FROM links l WHERE l.to_id = i.id AND l.from_kind = 'record_sets')`,
});
