import { finding, party } from './finding.ts';

/**
 * Each host says that it runs the machine, and each listing takes it over from the other: that is all the model can know of it, and one who moves a
 * machine there and back looks the same at first. So it is told once it has come back twice. A look back of three pulls, ten minutes at least.
 * Only pulls count: a machine that is moved says so in an event, which is ahead of them, while one that runs twice says nothing.
 */
const LOOK_BACK = (interval: string) => `make_interval(secs => greatest(600, 3 * ${interval}))`;

export const machineOnTwoHosts = finding({
  rule: 'machine-on-two-hosts',
  about:
    'A machine is said to run by several hosts in turn: two run it at once and write to its disks, or two machines have the same UUID.',
  severity: 'failing',
  subject: 'virtual_machines',
  alias: 'v',
  reach: 'time',
  select: `
    WITH restless AS MATERIALIZED (
      SELECT h.id FROM virtual_machines_history h
       WHERE h.valid_to > now() - (SELECT max(${LOOK_BACK('x.interval_seconds')}) FROM sources x WHERE x.enabled AND x.removed_at IS NULL)
       GROUP BY h.id HAVING count(*) > 2 AND count(DISTINCT h.host_key) > 1),
    steps AS MATERIALIZED (
      SELECT v.id, v.realm, s.host_key, heard.id IS NULL AS pulled, lag(s.host_key) OVER (PARTITION BY v.id ORDER BY s.valid_from) AS before
        FROM restless r
        JOIN virtual_machines v ON v.id = r.id AND v.gone_at IS NULL AND {{among}}
        JOIN sources x ON x.id = v.source_id AND x.enabled AND x.removed_at IS NULL
        CROSS JOIN LATERAL (
          SELECT h.host_key, h.run_id, h.valid_from FROM virtual_machines_history h
           WHERE h.id = v.id AND h.valid_to > now() - ${LOOK_BACK('x.interval_seconds')}
          UNION ALL SELECT v.host_key, v.run_id, v.valid_from) s
        LEFT JOIN sync_runs heard ON heard.id = s.run_id AND heard.trigger = 'event')
    SELECT v.id AS subject_id, v.name AS subject_name, v.cluster_id,
           v.name || ' runs on two hosts' AS title,
           'By turns it is said to run by ' || t.names || '. Shut it off on all but one before anything else' AS reason,
           t.involved
      FROM virtual_machines v
      JOIN (SELECT p.id, string_agg(o.name, ' and ' ORDER BY o.name) AS names, jsonb_agg(${party('hosts', 'o.id', 'o.name', 'runs it')} ORDER BY o.name) AS involved
              FROM (SELECT id, realm, unnest(array_agg(DISTINCT host_key)) AS host_key FROM steps
                     GROUP BY id, realm HAVING count(*) FILTER (WHERE before <> host_key AND pulled) - count(DISTINCT host_key) >= 1) p
              JOIN hosts o ON o.realm = p.realm AND o.key = p.host_key
             GROUP BY p.id) t ON t.id = v.id`,
});
