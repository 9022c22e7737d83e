import type { ColumnType } from '../../contract/kinds/field.ts';
import { columnOf, measuredFields, steadyFields, volatileFields, type Kind } from '../../contract/kinds/kind.ts';

/** One value of a row as it is served. */
export interface ServedColumn {
  /** The API's name. Rows come out of PostgreSQL with it, so that nothing has to be renamed row by row. */
  name: string;
  sql: string;
  type: ColumnType;
}

const as = (sql: string, name: string, type: ColumnType): ServedColumn => ({ name, sql, type });

export const selected = (columns: readonly ServedColumn[]): string =>
  columns.map(({ sql, name }) => `${sql} AS "${name}"`).join(', ');

/** The worst open finding about an object; with `at`, of those that were open then. */
export const worstFinding = (id: string, at: string | null) => `(
  SELECT CASE min(CASE f.severity WHEN 'failing' THEN 0 WHEN 'attention' THEN 1 ELSE 2 END) WHEN 0 THEN 'failing' WHEN 1 THEN 'attention' WHEN 2 THEN 'note' END
    FROM findings f WHERE f.subject_id = ${id} AND ${at ? `f.opened_at <= ${at} AND (f.closed_at IS NULL OR f.closed_at > ${at})` : `f.state = 'open'`})`;

/** Rows of scopes that never were listed whole count as fresh for a while after they were seen. */
export const FRESH_FOR = `coalesce(CASE WHEN isfinite(s.stale_at) THEN s.stale_at - s.listed_at END, interval '10 minutes')`;
const SEEN_AT = 'greatest(o.observed_at, s.listed_at)';
/** SQL over `o` and its scope `s`. */
export const SEEN_AND_STALE = { seenAt: SEEN_AT, staleAt: `${SEEN_AT} + ${FRESH_FOR}` };

/**
 * What the API serves of a row `o` (with its scope `s` and volatile values `n`), in the order of the contract. `status` is filled in afterwards.
 * @param at the SQL of an instant: the past has no freshness, and volatile values have no past
 * @param whole false for rows of lists, in which bulky fields are null
 */
export function objectColumns(kind: Kind, at: string | null, whole = true): ServedColumn[] {
  const own = Object.entries(kind.fields)
    .filter(([, field]) => !field.secret)
    .map(([name, { volatile, bulky, column }]) => {
      if (bulky && !whole) return as(`NULL::${column}`, name, column);
      if (!volatile) return as(`o."${columnOf(name)}"`, name, column);
      return as(at ? `NULL::${column}` : `n."${columnOf(name)}"`, name, column);
    });
  if (kind.origin === 'panel')
    return [
      as('o.id', 'id', 'uuid'),
      as('NULL::text', 'status', 'text'),
      as('o.created_at', 'createdAt', 'timestamptz'),
      as('o.changed_at', 'changedAt', 'timestamptz'),
      ...(kind.visibility === 'cluster' ? [as('o.cluster_id', 'clusterId', 'uuid')] : []),
      ...own,
    ];
  return [
    as('o.id', 'id', 'uuid'),
    as('o.key', 'key', 'text'),
    as('o.realm', 'realm', 'text'),
    as('NULL::text', 'status', 'text'),
    as(worstFinding('o.id', at), 'worstFinding', 'text'),
    as('o.cluster_id', 'clusterId', 'uuid'),
    as('o.cluster_conflict', 'clusterConflict', 'uuid[]'),
    as('o.source_id', 'sourceId', 'uuid'),
    as(`coalesce(s.source_name, '')`, 'sourceName', 'text'),
    as(`coalesce(s.name, '')`, 'scope', 'text'),
    as(`coalesce(s.title, s.name, '')`, 'scopeTitle', 'text'),
    as(at ? 'o.observed_at' : SEEN_AT, 'seenAt', 'timestamptz'),
    as(at ? `greatest(${at}, o.observed_at)` : SEEN_AND_STALE.staleAt, 'staleAt', 'timestamptz'),
    as('o.observed_at', 'observedAt', 'timestamptz'),
    as('o.first_seen_at', 'firstSeenAt', 'timestamptz'),
    as('o.valid_from', 'changedAt', 'timestamptz'),
    as('o.gone_at', 'goneAt', 'timestamptz'),
    as('o.run_id', 'runId', 'uuid'),
    ...own,
    ...(measuredFields(kind).length
      ? [as(at ? 'NULL::timestamptz' : 'n.measured_at', 'measuredAt', 'timestamptz')]
      : []),
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
