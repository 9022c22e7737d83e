import { finding } from './finding.ts';

const MOST_BYTES = 64 * 1024 * 1024;

/** Bytes, not seconds: on an idle primary the age of the last transaction grows without any lag. */
export const replicaLagging = finding({
  rule: 'replica-lagging',
  about: 'A replica does not follow its primary, or is more than 64 MiB of its log behind, for two minutes.',
  severity: 'attention',
  subject: 'database_servers',
  alias: 'd',
  reach: 'time',
  after: '2 minutes',
  select: `
    SELECT d.id AS subject_id, d.name AS subject_name, d.cluster_id,
           d.name || ' lags behind' AS title,
           CASE WHEN d.replication = 'disconnected' THEN 'It receives nothing from ' || coalesce(d.upstream, 'its primary')
                ELSE 'It has more than 64 MiB of its primary’s log to replay' END AS reason,
           '[]'::jsonb AS involved
      FROM database_servers d LEFT JOIN database_servers_now n ON n.id = d.id
     WHERE d.gone_at IS NULL AND d.role = 'replica' AND {{among}}
       AND (d.replication = 'disconnected' OR n.lag_bytes > ${MOST_BYTES})`,
});
