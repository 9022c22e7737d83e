import { columnOf, steadyFields, volatileFields, type Kind } from '../../contract/kinds/kind.ts';

/** Rows come out of PostgreSQL with the API's names, so that nothing has to be renamed row by row. */
const as = (expression: string, name: string) => `${expression} AS "${name}"`;

/** The worst open finding about an object; with `at`, of those that were open then. */
export const worstFinding = (id: string, at: string | null) => `(
  SELECT CASE min(CASE f.severity WHEN 'failing' THEN 0 WHEN 'attention' THEN 1 ELSE 2 END) WHEN 0 THEN 'failing' WHEN 1 THEN 'attention' WHEN 2 THEN 'note' END
    FROM findings f WHERE f.subject_id = ${id} AND ${at ? `f.opened_at <= ${at} AND (f.closed_at IS NULL OR f.closed_at > ${at})` : `f.state = 'open'`})`;

/** Rows of scopes that never were listed whole count as fresh for a while after they were seen. */
const FRESH_FOR = `coalesce(s.stale_at - s.listed_at, interval '10 minutes')`;
const SEEN_AT = 'greatest(o.observed_at, s.listed_at)';
/** SQL over `o` and its scope `s`. */
export const SEEN_AND_STALE = { seenAt: SEEN_AT, staleAt: `${SEEN_AT} + ${FRESH_FOR}` };

/**
 * What the API serves of a row `o` (with its scope `s` and volatile values `n`), in the order of the contract. `status` is filled in afterwards.
 * @param at the SQL of an instant: the past has no freshness, and volatile values have no past
 */
export function objectColumns(kind: Kind, at: string | null): string[] {
  const own = Object.keys(kind.fields)
    .filter((name) => !kind.fields[name]!.secret)
    .map((name) => {
      if (!kind.fields[name]!.volatile) return as(`o."${columnOf(name)}"`, name);
      return as(at ? 'NULL' : `n."${columnOf(name)}"`, name);
    });
  if (kind.origin === 'panel')
    return [
      as('o.id', 'id'),
      as('NULL::text', 'status'),
      as('o.created_at', 'createdAt'),
      as('o.changed_at', 'changedAt'),
      ...(kind.visibility === 'cluster' ? [as('o.cluster_id', 'clusterId')] : []),
      ...own,
    ];
  return [
    as('o.id', 'id'),
    as('o.key', 'key'),
    as('o.realm', 'realm'),
    as('NULL::text', 'status'),
    as(worstFinding('o.id', at), 'worstFinding'),
    as('o.cluster_id', 'clusterId'),
    as('o.cluster_conflict', 'clusterConflict'),
    as('o.source_id', 'sourceId'),
    as(`coalesce(s.source_name, '')`, 'sourceName'),
    as(`coalesce(s.name, '')`, 'scope'),
    as(at ? 'o.observed_at' : SEEN_AT, 'seenAt'),
    as(at ? `greatest(${at}, o.observed_at)` : SEEN_AND_STALE.staleAt, 'staleAt'),
    as('o.observed_at', 'observedAt'),
    as('o.first_seen_at', 'firstSeenAt'),
    as('o.valid_from', 'changedAt'),
    as('o.gone_at', 'goneAt'),
    as('o.run_id', 'runId'),
    ...own,
  ];
}

/** The columns of the table itself that `objectColumns` needs. */
export function tableColumns(kind: Kind): string[] {
  const own = steadyFields(kind).map((name) => `"${columnOf(name)}"`);
  if (kind.origin === 'panel')
    return ['id', 'created_at', 'changed_at', ...(kind.visibility === 'cluster' ? ['cluster_id'] : []), ...own];
  const base = ['id', 'key', 'realm', 'cluster_id', 'cluster_conflict', 'source_id', 'scope_id', 'observed_at'];
  return [...base, 'first_seen_at', 'valid_from', 'gone_at', 'run_id', ...own];
}

/** Joins for `objectColumns` over rows `o`. */
export function objectJoins(kind: Kind, at: string | null): string {
  if (kind.origin === 'panel') return '';
  const now = volatileFields(kind).length && !at ? ` LEFT JOIN ${kind.name}_now n ON n.id = o.id` : '';
  return `LEFT JOIN scopes s ON s.id = o.scope_id${now}`;
}
