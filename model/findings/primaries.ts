import { finding } from './finding.ts';

/** What servers say now: the last word of one that does not answer is from before, and somebody else may have been promoted since. */
const ANSWERING = `
  answering AS MATERIALIZED (
    SELECT o.* FROM database_servers o
      JOIN scopes s ON s.id = o.scope_id AND s.last_error IS NULL AND s.listed_at IS NOT NULL
      JOIN sources x ON x.id = s.source_id AND x.enabled AND x.removed_at IS NULL
     WHERE o.gone_at IS NULL)`;

/**
 * A promotion with the old primary alive: both take writes, and their data part. Only the timeline tells which one is the newer. What starts in the same
 * microsecond is one server that is known by two names.
 */
export const twoPrimaries = finding({
  rule: 'two-primaries',
  about: 'Two servers with the same data are both primary: both take writes, which nothing brings together again.',
  severity: 'failing',
  subject: 'database_servers',
  alias: 'd',
  reach: 'time',
  select: `
    WITH ${ANSWERING}
    SELECT d.id AS subject_id, d.name AS subject_name, d.cluster_id,
           d.name || ' is not the only primary' AS title,
           'It is on timeline ' || d.timeline || '; ' || string_agg(o.name || ' is primary too, on timeline ' || o.timeline, ', ' ORDER BY o.name)
             || '. The highest timeline was promoted last. Stop writes before anything else' AS reason,
           jsonb_agg(jsonb_build_object('kind', 'database_servers', 'id', o.id, 'name', o.name, 'part', 'primary too') ORDER BY o.name) AS involved
      FROM answering d
      JOIN answering o ON o.system_identifier = d.system_identifier AND o.role = 'primary' AND (o.timeline, o.started_at) <> (d.timeline, d.started_at)
     WHERE d.role = 'primary' AND {{among}}
     GROUP BY d.id, d.name, d.cluster_id, d.timeline`,
});

export const noPrimary = finding({
  rule: 'no-primary',
  about: 'Of the servers with the same data that answer, none is primary: nobody takes writes.',
  severity: 'failing',
  subject: 'database_servers',
  alias: 'd',
  reach: 'time',
  // A promotion takes a moment in which there is none.
  after: '30 seconds',
  select: `
    WITH ${ANSWERING}
    SELECT DISTINCT ON (d.system_identifier) d.id AS subject_id, d.name AS subject_name, d.cluster_id,
           d.name || ' has no primary to follow' AS title,
           'No server that answers is primary for system ' || d.system_identifier AS reason,
           '[]'::jsonb AS involved
      FROM answering d
     WHERE d.role = 'replica' AND {{among}}
       AND NOT EXISTS (SELECT FROM answering o WHERE o.system_identifier = d.system_identifier AND o.role = 'primary')
     ORDER BY d.system_identifier, d.timeline DESC, d.name`,
});
