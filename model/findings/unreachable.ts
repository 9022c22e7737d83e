import { kindNamed } from '../../contract/kinds/all.ts';
import { finding, type Finding } from './finding.ts';

/** Of kinds whose objects are asked one by one, each in a scope of its own: what is known of it is from before. */
export const unreachable: readonly Finding[] = (['hosts', 'database_servers'] as const).map((name) => {
  const { one } = kindNamed(name);
  return finding({
    rule: `${one.replaceAll(' ', '-')}-unreachable`,
    about: `A ${one} has not answered for longer than twice the interval of its source.`,
    severity: 'failing',
    subject: name,
    alias: 'o',
    reach: 'time',
    select: `
      SELECT o.id AS subject_id, o.name AS subject_name, o.cluster_id,
             o.name || ' cannot be reached' AS title,
             'Last seen ' || to_char(greatest(s.listed_at, o.observed_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC; ' || s.last_error AS reason,
             '[]'::jsonb AS involved
        FROM ${name} o
        JOIN scopes s ON s.id = o.scope_id AND s.last_error IS NOT NULL
        JOIN sources x ON x.id = s.source_id AND x.enabled AND x.removed_at IS NULL
       WHERE o.gone_at IS NULL AND {{among}}
         AND greatest(s.listed_at, o.observed_at) < now() - make_interval(secs => 2 * x.interval_seconds)`,
  });
});
