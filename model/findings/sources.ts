import { finding } from './finding.ts';

export const sourceStale = finding({
  rule: 'source-stale',
  about: 'A source has not been seen whole for longer than twice its interval.',
  severity: 'failing',
  subject: 'sources',
  alias: 's',
  reach: 'time',
  select: `
    SELECT s.id AS subject_id, s.name AS subject_name, NULL::uuid AS cluster_id, s.name || ' is stale' AS title,
           'Last complete pull: ' || coalesce(to_char(s.last_complete_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', 'never')
             || coalesce('; ' || s.last_error, '') AS reason,
           '[]'::jsonb AS involved
      FROM sources s
     WHERE s.removed_at IS NULL AND s.enabled AND {{among}}
       AND coalesce(s.last_complete_at, s.created_at) < now() - make_interval(secs => 2 * s.interval_seconds + 60)`,
});

export const pullHeld = finding({
  rule: 'pull-held',
  about: 'Rows of a source would go, and a person has to decide.',
  severity: 'attention',
  subject: 'sources',
  alias: 's',
  reach: 'time',
  select: `
    SELECT s.id AS subject_id, s.name AS subject_name, NULL::uuid AS cluster_id, s.name || ' holds changes for a decision' AS title,
           string_agg(CASE WHEN h.scope = '' THEN h.detail ELSE replace(h.kind, '_', ' ') || ' of ' || coalesce(h.scope_title, h.scope) || ': ' || h.detail END, '; ' ORDER BY h.kind, coalesce(h.scope_title, h.scope)) AS reason,
           '[]'::jsonb AS involved
      FROM sources s JOIN held_changes h ON h.source_id = s.id AND h.state = 'open'
     WHERE s.removed_at IS NULL AND {{among}}
     GROUP BY s.id, s.name`,
});
