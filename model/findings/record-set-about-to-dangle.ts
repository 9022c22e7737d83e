import { syncedKinds } from '../../contract/kinds/all.ts';
import { columnOf } from '../../contract/kinds/kind.ts';
import { finding } from './finding.ts';

/** Kinds whose rows go with a parent that goes, such as the record sets of a zone. */
const childrenOfHeld = syncedKinds.flatMap(({ name, parent }) => {
  const holder = syncedKinds.find((kind) => kind.name === parent?.kind && kind.holds?.includes(name));
  if (!parent || !holder) return [];
  return `
      UNION SELECT c.id, true FROM held h JOIN ${holder.name} p ON p.id = h.id JOIN ${name} c ON c.realm = p.realm AND c."${columnOf(parent.key)}" = p.key AND c.gone_at IS NULL`;
});

/**
 * Told before the rows go: those that the last listing was without (they go with the next one that is), and those whose going is held for a person.
 * Both are few, or none; from them the rule comes to the record sets.
 */
export const recordSetAboutToDangle = finding({
  rule: 'record-set-about-to-dangle',
  about:
    'All that a record set points at was missing from the last listing, or is in a held change: when that goes, the record set dangles.',
  severity: 'attention',
  subject: 'record_sets',
  alias: 'r',
  reach: 'time',
  select: `
    WITH held AS (SELECT unnest(ids) AS id FROM held_changes WHERE state = 'open'),
    going AS MATERIALIZED (
      SELECT id, bool_or(held) AS held FROM (
      SELECT m.id, false AS held FROM missing m
       -- What a person has kept does not go.
       WHERE NOT EXISTS (SELECT FROM held_changes k WHERE k.state = 'kept' AND m.id = ANY (k.ids))
      UNION SELECT id, true FROM held${childrenOfHeld.join('')}) g GROUP BY id)
    SELECT r.id AS subject_id, r.name || ' ' || r.type AS subject_name, r.cluster_id,
           r.name || ' ' || r.type || ' is about to point at nothing of ours' AS title,
           string_agg(DISTINCT o.name || CASE WHEN g.held THEN ' is in a held change' ELSE ' was missing from the last listing' END, '; ') AS reason,
           jsonb_agg(DISTINCT jsonb_build_object('kind', l.to_kind, 'id', l.to_id, 'name', o.name, 'part', 'pointed at')) AS involved
      FROM going g
      JOIN links l ON l.to_id = g.id AND l.from_kind = 'record_sets'
      JOIN record_sets r ON r.id = l.from_id AND r.gone_at IS NULL AND r.type IN ('A', 'AAAA', 'CNAME', 'ALIAS')
      JOIN LATERAL (
        SELECT name FROM instances WHERE id = g.id
        UNION ALL SELECT name FROM addresses WHERE id = g.id
        UNION ALL SELECT name FROM load_balancers WHERE id = g.id
        UNION ALL SELECT name FROM virtual_machines WHERE id = g.id
        UNION ALL SELECT name FROM hosts WHERE id = g.id
        UNION ALL SELECT name FROM database_servers WHERE id = g.id
        UNION ALL SELECT name FROM record_sets WHERE id = g.id) o ON true
     WHERE NOT EXISTS (SELECT FROM going own WHERE own.id = r.id) AND {{among}}
       AND NOT EXISTS (SELECT FROM links stays WHERE stays.from_id = r.id AND NOT EXISTS (SELECT FROM going WHERE going.id = stays.to_id))
     GROUP BY r.id`,
});
