import type { Kind } from '../../contract/kinds/kind.ts';
import { columnList, quoted } from '../../model/changes/versions.ts';
import { CLUSTER_CONFLICT, CLUSTER_ID, membershipJoins, rulesCte } from '../../model/clusters/membership.ts';
import type { Client } from '../../model/database.ts';
import { fieldColumns, syncedColumns } from '../../model/schema/columns.ts';

const fieldNames = (kind: Kind) => fieldColumns(kind).map((column) => quoted(column.name));
const list = (names: string[], alias: string) => names.map((name) => `${alias}.${name}`).join(', ');

/** Staged rows with the clusters they belong to. $1 run, $2 scope, $3 realm. */
const staged = (kind: Kind) => `
  ${rulesCte(kind)},
  s AS MATERIALIZED (
    SELECT s.*, ${CLUSTER_ID} AS new_cluster, ${CLUSTER_CONFLICT} AS new_conflict
      FROM stage_${kind.name} s ${membershipJoins(kind, 's', '$3')}
     WHERE s.run_id = $1 AND s.scope_id = $2)`;

/**
 * Staged rows that exist and were not observed later by an event or a plan. Where the digest differs but the columns do not, raw and digest are
 * written alone, without a version: a new serialisation must not flood the history.
 * The old version (`old_…`) and the new one travel in one row: joining two CTEs again would be a nested loop, for they have no statistics.
 * $4 is the source.
 */
const updateStatement = (kind: Kind) => {
  const fields = fieldNames(kind);
  const columns = syncedColumns(kind).map((column) => column.name);
  const old = columns.map((name) => `t."${name}" AS "old_${name}"`).join(', ');
  const kept = columns.map((name) => `"old_${name}"`).join(', ');
  return `
  WITH ${staged(kind)},
  c AS MATERIALIZED (
    SELECT ${old}, s.*,
           (${list(fields, 't')}) IS DISTINCT FROM (${list(fields, 's')}) OR t.gone_at IS NOT NULL OR t.scope_id <> $2
             OR t.cluster_id IS DISTINCT FROM s.new_cluster OR t.cluster_conflict IS DISTINCT FROM s.new_conflict AS differs
      FROM s JOIN ${kind.name} t ON t.realm = $3 AND t.key = s.key
     WHERE t.observed_at <= s.observed_at AND NOT (s.if_free AND t.gone_at IS NULL AND t.scope_id <> $2)
     ORDER BY t.id FOR UPDATE OF t),
  v AS MATERIALIZED (
    SELECT c.*, CASE WHEN differs THEN greatest(clock_timestamp(), old_valid_from + interval '1 microsecond') ELSE old_valid_from END AS version_at FROM c),
  h AS (INSERT INTO ${kind.name}_history (${columnList(kind)}, valid_to) SELECT ${kept}, version_at FROM v WHERE differs),
  u AS (
    UPDATE ${kind.name} t
       SET ${fields.map((name) => `${name} = v.${name}`).join(', ')},
           source_id = $4, scope_id = $2, cluster_id = v.new_cluster, cluster_conflict = v.new_conflict,
           raw = v.raw, search = v.search, digest = v.digest, observed_at = v.observed_at, gone_at = NULL,
           run_id = CASE WHEN v.differs THEN $1 ELSE t.run_id END, valid_from = v.version_at
      FROM v
     WHERE t.id = v.old_id
    RETURNING t.id, t.cluster_id, v.old_cluster_id AS was_cluster_id, v.differs, v.old_gone_at IS NOT NULL AS returned),
  r AS (
    INSERT INTO run_changes (run_id, scope_id, kind, id, op, cluster_id, was_cluster_id)
    SELECT $1, $2, '${kind.name}', id, CASE WHEN returned THEN 'i' ELSE 'u' END, cluster_id, was_cluster_id FROM u WHERE differs
    RETURNING id)
  INSERT INTO touched (kind, id) SELECT '${kind.name}', id FROM r`;
};

/**
 * Rows that exist are left out by the identity index alone: a join with the table, empty when the statement is planned, becomes a scan of it for each
 * row, and of all the pages that the statement itself has filled meanwhile (32 million page reads for 25,000 rows).
 */
const insertStatement = (kind: Kind) => {
  const fields = fieldNames(kind);
  return `
  WITH ${staged(kind)},
  i AS (
    INSERT INTO ${kind.name} (id, realm, key, source_id, scope_id, cluster_id, cluster_conflict, ${fields.join(', ')},
                              raw, search, digest, observed_at, first_seen_at, run_id, valid_from)
    SELECT s.id, $3, s.key, $4, $2, s.new_cluster, s.new_conflict, ${list(fields, 's')},
           s.raw, s.search, s.digest, s.observed_at, s.observed_at, $1, clock_timestamp()
      FROM s
    ON CONFLICT (realm, key) DO NOTHING
    RETURNING id, cluster_id),
  r AS (
    INSERT INTO run_changes (run_id, scope_id, kind, id, op, cluster_id) SELECT $1, $2, '${kind.name}', id, 'i', cluster_id FROM i RETURNING id)
  INSERT INTO touched (kind, id) SELECT '${kind.name}', id FROM r`;
};

const statements = new Map<string, { update: string; insert: string }>();

function statementsFor(kind: Kind) {
  let made = statements.get(kind.name);
  if (!made) statements.set(kind.name, (made = { update: updateStatement(kind), insert: insertStatement(kind) }));
  return made;
}

export interface MergeTarget {
  kind: Kind;
  runId: string;
  scopeId: number;
  realm: string;
  sourceId: string;
}

/**
 * Writes staged rows into the model. Returns how many rows are new and how many changed. The probe has told how many of them are not known yet;
 * a row that another scope wrote since is left to the next pull.
 */
export async function merge(
  client: Client,
  target: MergeTarget,
  staged: { known: number; unknown: number },
): Promise<{ created: number; updated: number }> {
  const { update, insert } = statementsFor(target.kind);
  const values = [target.runId, target.scopeId, target.realm, target.sourceId];
  const run = async (statement: string) => (await client.query(statement, values)).rowCount ?? 0;
  return { updated: staged.known ? await run(update) : 0, created: staged.unknown ? await run(insert) : 0 };
}
