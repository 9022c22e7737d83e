import { columnOf, volatileFields, type Kind } from '../../contract/kinds/kind.ts';
import { syncedKinds } from '../../contract/kinds/all.ts';
import type { DatabaseRoles } from '../access/roles.ts';
import { enterSql } from '../access/enter.ts';
import { writeModesSql } from '../access/write-modes.ts';
import { policiesSql, servedColumns } from '../access/policies.ts';
import { newSetSql } from '../dns/new-set.ts';
import { asksApprovalSql } from '../plans/asks-approval.ts';
import { planFenceSql } from '../plans/plan-fence.ts';
import { planObjectsSql } from '../plans/plan-objects.ts';
import { columnSql, fieldColumns } from './columns.ts';
import { partitionsSql } from './partitions.ts';
import { measuredKinds, samplesSql } from './samples.ts';
import { searchCondition, searchFunctions } from './search.ts';

/**
 * What follows from the kinds and holds no truth of its own: staging, volatile values, views, functions, policies, grants.
 * It is dropped and made again whenever its text differs from the one that made it.
 */
export function derivedSql(roles: DatabaseRoles): string {
  return [
    WORKSPACE,
    ...syncedKinds.map(stageTable),
    ...syncedKinds.map(nowTable),
    ...syncedKinds.map(atView),
    searchCondition,
    ...syncedKinds.map((kind) => searchFunctions(kind, roles)),
    enterSql(roles),
    writeModesSql(roles),
    planObjectsSql(roles),
    planFenceSql(roles),
    newSetSql(roles),
    asksApprovalSql(roles),
    `REVOKE ALL ON FUNCTION refresh_statistics(text[]) FROM PUBLIC; GRANT EXECUTE ON FUNCTION refresh_statistics(text[]) TO ${roles.worker};`,
    partitionsSql(roles),
    policiesSql(roles),
    ...syncedKinds.map((kind) => `GRANT SELECT ON ${kind.name}_at TO ${roles.readerAll}, ${roles.readerCluster};`),
    ...syncedKinds.filter((kind) => volatileFields(kind).length).map((kind) => nowPolicies(kind, roles)),
    ...measuredKinds.map((kind) => samplesSql(kind, roles)),
  ].join('\n');
}

/** Unlogged: a crash of PostgreSQL empties these, and every merge counts before it trusts them. */
const WORKSPACE = `
CREATE OR REPLACE FUNCTION glob_pattern(glob text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(replace(replace(replace(replace(lower(glob), '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%'), '?', '_')
$$;
CREATE OR REPLACE FUNCTION refresh_statistics(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  one text;
  plain text;
BEGIN
  FOREACH one IN ARRAY tables LOOP
    -- documents and arrays are dear to sample, and no plan depends on them
    SELECT string_agg(quote_ident(attname), ', ') INTO plain FROM pg_attribute
     WHERE attrelid = one::regclass AND attnum > 0 AND NOT attisdropped AND atttypid <> 'jsonb'::regtype AND attndims = 0 AND attname <> 'search';
    EXECUTE format('ANALYZE %I (%s)', one, plain);
  END LOOP;
END $$;
DROP TABLE IF EXISTS seen, run_changes;
CREATE UNLOGGED TABLE seen (run_id uuid NOT NULL, scope_id integer NOT NULL, id uuid NOT NULL);
CREATE INDEX seen_run ON seen (run_id, scope_id);
CREATE UNLOGGED TABLE run_changes (
  run_id uuid NOT NULL,
  scope_id integer,
  kind text NOT NULL,
  id uuid NOT NULL,
  op "char" NOT NULL,
  cluster_id uuid,
  was_cluster_id uuid,
  at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX run_changes_run ON run_changes (run_id, at);
CREATE INDEX run_changes_at ON run_changes (at);
`;

const stageTable = (kind: Kind) => `
DROP TABLE IF EXISTS stage_${kind.name};
CREATE UNLOGGED TABLE stage_${kind.name} (
  run_id uuid NOT NULL, scope_id integer NOT NULL, n integer NOT NULL, if_free boolean NOT NULL,
  ${['id uuid', 'key text', ...fieldColumns(kind).map(columnSql), 'raw jsonb', 'search text', 'digest uuid', 'observed_at timestamptz'].join(',\n  ')}
);
CREATE INDEX stage_${kind.name}_run ON stage_${kind.name} (run_id, scope_id);`;

function nowTable(kind: Kind): string {
  const volatile = volatileFields(kind).map((name) => `${columnOf(name)} ${kind.fields[name]!.column}`);
  if (!volatile.length) return '';
  return `
DROP TABLE IF EXISTS ${kind.name}_now;
CREATE UNLOGGED TABLE ${kind.name}_now (id uuid PRIMARY KEY, ${volatile.join(', ')}, measured_at timestamptz NOT NULL);`;
}

/** Volatile values show with their object: the subquery is bound by the reader's own policy on it, and asked for each row that is shown (OFFSET 0). */
const nowPolicies = (kind: Kind, roles: DatabaseRoles) => `
ALTER TABLE ${kind.name}_now ENABLE ROW LEVEL SECURITY;
CREATE POLICY worker ON ${kind.name}_now TO ${roles.worker} USING (true) WITH CHECK (true);
CREATE POLICY reader_all ON ${kind.name}_now TO ${roles.readerAll} USING (true);
CREATE POLICY reader_cluster ON ${kind.name}_now TO ${roles.readerCluster}
  USING (EXISTS (SELECT FROM ${kind.name} o WHERE o.id = ${kind.name}_now.id OFFSET 0));
GRANT SELECT ON ${kind.name}_now TO ${roles.readerAll}, ${roles.readerCluster};`;

/** Current and past versions as one. Both branches stay plain, so that a page is merged from two indexes in order. */
const atView = (kind: Kind) => `
DROP VIEW IF EXISTS ${kind.name}_at;
CREATE VIEW ${kind.name}_at WITH (security_invoker = true) AS
  SELECT ${servedColumns(kind).join(', ')}, NULL::timestamptz AS valid_to FROM ${kind.name}
  UNION ALL
  SELECT ${servedColumns(kind).join(', ')}, valid_to FROM ${kind.name}_history;`;
