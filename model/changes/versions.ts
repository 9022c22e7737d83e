import type { Kind } from '../../contract/kinds/kind.ts';
import { syncedColumns } from '../schema/columns.ts';

export const quoted = (column: string) => `"${column}"`;

/** All columns of a synced kind, quoted, with an alias before each if given. */
export const columnList = (kind: Kind, alias = '') =>
  syncedColumns(kind)
    .map(({ name }) => (alias ? `${alias}.` : '') + quoted(name))
    .join(', ');

/**
 * The instant of a new version: the clock once the row is locked, and always later than the version before.
 * `now()`, or a clock read before the row lock, gives versions that end before they begin.
 */
export const VERSION_INSTANT = `greatest(clock_timestamp(), valid_from + interval '1 microsecond')`;

/**
 * A statement that gives rows a new version: locks them in the order of their ids (unordered writers deadlock), keeps what they were, sets the
 * columns, and notes the change.
 * `pick` is the FROM and WHERE by which rows `t` are chosen; `extra` are columns computed there; `set` assigns from `n`.
 * Returns the number of rows as `count`.
 */
export function versionStatement(
  kind: Kind,
  parts: {
    pick: string;
    extra?: string;
    set: string;
    op: 'u' | 'g';
    run: string;
    scope: string;
    before?: string;
    with?: string;
  },
): string {
  const columns = columnList(kind);
  return `
  WITH ${parts.with ? `${parts.with},` : ''} c AS MATERIALIZED (
    SELECT t.*${parts.extra ? `, ${parts.extra}` : ''} FROM ${parts.pick} ORDER BY t.id FOR UPDATE OF t),
  n AS MATERIALIZED (SELECT c.*, ${VERSION_INSTANT} AS version_at FROM c),
  h AS (INSERT INTO ${kind.name}_history (${columns}, valid_to) SELECT ${columns}, version_at FROM n),
  u AS (UPDATE ${kind.name} t SET ${parts.set}, valid_from = n.version_at FROM n WHERE t.id = n.id
        RETURNING t.id, t.cluster_id, n.cluster_id AS was_cluster_id),
  r AS (INSERT INTO run_changes (run_id, scope_id, kind, id, op, cluster_id, was_cluster_id)
        SELECT ${parts.run}, ${parts.scope}, '${kind.name}', id, '${parts.op}', cluster_id, was_cluster_id FROM u RETURNING id)
  INSERT INTO touched (kind, id) SELECT '${kind.name}', id FROM r`;
}
