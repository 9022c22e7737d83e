import type { Groundwork } from './finding.ts';

/** Record sets with those of their values that nothing live in the model answers to, in `unanswered`. Most sets have none. */
export const unansweredValues: Groundwork = {
  table: 'unanswered',
  alias: 'r',
  reach: 'near',
  select: `
    SELECT r.id, k.key
      FROM record_sets r JOIN link_keys k ON k.id = r.id AND k.type IN ('to:address', 'to:name')
     WHERE r.gone_at IS NULL AND r.type IN ('A', 'AAAA', 'CNAME', 'ALIAS') AND {{among}}
       AND NOT EXISTS (
         SELECT FROM link_keys t
          WHERE t.key = k.key AND t.live AND t.id <> k.id
            AND t.type IN ('address', 'private-address', 'elastic-address', 'name', 'record-name'))`,
};

/** Whether an unanswered value ever was ours: what had it, by the links that ended and by the keys of what is gone. */
export const FORMER_OWNERS = `
  former AS MATERIALIZED (
    SELECT DISTINCT u.id, u.key, o.kind, o.owner
      FROM unanswered u JOIN LATERAL (
        SELECT h.to_kind AS kind, h.to_id AS owner FROM links_history h WHERE h.from_id = u.id AND h.key = u.key
        UNION
        SELECT g.kind, g.id FROM link_keys g WHERE g.key = u.key AND NOT g.live AND g.id <> u.id AND g.type NOT LIKE 'to:%') o ON true)`;
