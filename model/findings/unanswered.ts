/**
 * Record sets (`r`, narrowed by `{{among}}`) with those of their values that nothing live in the model answers to: a CTE `lost (id, key)`.
 * Materialized first: most sets have none, and what is asked next is dear.
 */
export const LOST_VALUES = `
  lost AS MATERIALIZED (
    SELECT r.id, k.key
      FROM record_sets r JOIN link_keys k ON k.id = r.id AND k.type IN ('to:address', 'to:name')
     WHERE r.gone_at IS NULL AND r.type IN ('A', 'AAAA', 'CNAME', 'ALIAS') AND {{among}}
       AND NOT EXISTS (
         SELECT FROM link_keys t
          WHERE t.key = k.key AND t.live AND t.id <> k.id
            AND t.type IN ('address', 'private-address', 'elastic-address', 'name', 'record-name')))`;

/** Whether a lost value ever was ours: what had it, by the links that ended and by the keys of what is gone. */
export const FORMER_OWNERS = `
  former AS MATERIALIZED (
    SELECT DISTINCT lost.id, lost.key, o.kind, o.owner
      FROM lost JOIN LATERAL (
        SELECT h.to_kind AS kind, h.to_id AS owner FROM links_history h WHERE h.from_id = lost.id AND h.key = lost.key
        UNION
        SELECT g.kind, g.id FROM link_keys g WHERE g.key = lost.key AND NOT g.live AND g.id <> lost.id AND g.type NOT LIKE 'to:%') o ON true)`;
