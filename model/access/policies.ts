import { columnOf, steadyFields, type Kind, type Visibility } from '../../contract/kinds/kind.ts';
import { syncedKinds, kinds } from '../../contract/kinds/all.ts';
import { audit } from '../../contract/kinds/audit.ts';
import { columnsOfKind } from '../schema/columns.ts';
import type { DatabaseRoles } from './roles.ts';

/** The clusters of the reader, looked up once per query. A missing setting means none: it denies, and it is no error. */
const READER_CLUSTERS = '(SELECT reader_clusters())';

const CLUSTER_READER: Record<Visibility, string | null> = {
  cluster: `cluster_id = ANY (${READER_CLUSTERS}::uuid[])`,
  clusters: `cluster_ids <> '{}' AND cluster_ids <@ ${READER_CLUSTERS}::uuid[]`,
  self: `id = ANY (${READER_CLUSTERS}::uuid[])`,
  everywhere: null,
  admin: null,
};

const policy = (table: string, role: string, using: string) => `
  DROP POLICY IF EXISTS ${role} ON ${table};
  CREATE POLICY ${role} ON ${table} TO ${role} USING (${using}) WITH CHECK (${using});`;

const everyReader = (visibility: Visibility) =>
  visibility === 'admin' ? `(SELECT current_setting('app.role', true)) = 'admin'` : 'true';

/** The columns that readers are granted: never hashes, digests, search texts; `raw` only to readers of all clusters. */
export function servedColumns(kind: Kind): string[] {
  const own = steadyFields(kind).map((name) => `"${columnOf(name)}"`);
  if (kind.origin === 'panel')
    return ['id', ...(kind.visibility === 'cluster' ? ['cluster_id'] : []), ...own, 'created_at', 'changed_at'];
  const before = ['id', 'realm', 'key', 'source_id', 'scope_id', 'cluster_id', 'cluster_conflict'];
  const after = ['observed_at', 'first_seen_at', 'gone_at', 'run_id', 'valid_from'];
  return [...before, ...own, ...after];
}

function kindPolicies(kind: Kind, roles: DatabaseRoles): string {
  const table = kind.name;
  const served = servedColumns(kind).join(', ');
  const scoped = CLUSTER_READER[kind.visibility];
  const raw = kind.origin === 'synced' ? ', raw' : '';
  const removed = kind.name === 'sources' ? ', removed_at' : '';
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;`,
    policy(table, roles.worker, 'true'),
    policy(table, roles.readerAll, everyReader(kind.visibility)),
    `GRANT SELECT (${served}${raw}${removed}) ON ${table} TO ${roles.readerAll};`,
    `REVOKE ALL ON ${table} FROM ${roles.readerCluster};`,
    scoped ? policy(table, roles.readerCluster, scoped) : '',
    scoped ? `GRANT SELECT (${served}) ON ${table} TO ${roles.readerCluster};` : '',
    kind.origin === 'panel' ? policy(table, roles.panel, 'true') : '',
  ].join('\n');
}

/**
 * A past version shows only to those who may see the object now and might have seen it then. OFFSET 0 keeps the question one for each version that
 * is shown: without it PostgreSQL reads the ids of everything that the reader sees into memory first.
 */
function historyPolicies(kind: Kind, roles: DatabaseRoles): string {
  const table = `${kind.name}_history`;
  const served = servedColumns(kind).join(', ');
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;`,
    policy(table, roles.worker, 'true'),
    policy(table, roles.readerAll, 'true'),
    policy(
      table,
      roles.readerCluster,
      `${CLUSTER_READER.cluster} AND EXISTS (SELECT FROM ${kind.name} now WHERE now.id = ${table}.id OFFSET 0)`,
    ),
    `GRANT SELECT (${served}, valid_to) ON ${table} TO ${roles.readerAll}, ${roles.readerCluster};`,
  ].join('\n');
}

/** A link shows only if both its ends do. */
const bothEnds = `from_cluster = ANY (${READER_CLUSTERS}::uuid[]) AND to_cluster = ANY (${READER_CLUSTERS}::uuid[])`;

function linkPolicies(roles: DatabaseRoles): string {
  return ['links', 'links_history']
    .map((table) =>
      [
        `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;`,
        policy(table, roles.worker, 'true'),
        policy(table, roles.readerAll, 'true'),
        policy(table, roles.readerCluster, bothEnds),
        `GRANT SELECT ON ${table} TO ${roles.readerAll}, ${roles.readerCluster};`,
      ].join('\n'),
    )
    .join('\n');
}

/** The steps of a plan, and which objects it concerns, show with it. */
const planPartPolicies = (roles: DatabaseRoles) =>
  [
    ...['plan_steps', 'plan_objects'].flatMap((table) => [
      `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;`,
      ...[roles.worker, roles.panel].map((role) => policy(table, role, 'true')),
      ...[roles.readerAll, roles.readerCluster].map((role) =>
        policy(table, role, 'EXISTS (SELECT FROM plans p WHERE p.id = plan_id)'),
      ),
      `GRANT SELECT ON ${table} TO ${roles.readerAll}, ${roles.readerCluster};`,
    ]),
    `GRANT USAGE ON SEQUENCE plan_numbers TO ${roles.worker}, ${roles.panel};`,
    // That an object is adopted tells nothing of it: whoever asks knows its id.
    `GRANT SELECT ON adoptions TO ${roles.readerAll}, ${roles.readerCluster};`,
  ].join('\n');

/** Counts by cluster: the strip of the day and the lines of the month. */
function countPolicies(roles: DatabaseRoles): string {
  return ['change_counts', 'day_counts']
    .map((table) =>
      [
        `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;`,
        policy(table, roles.worker, 'true'),
        policy(table, roles.readerAll, 'true'),
        policy(table, roles.readerCluster, CLUSTER_READER.cluster!),
        `GRANT SELECT ON ${table} TO ${roles.readerAll}, ${roles.readerCluster};`,
      ].join('\n'),
    )
    .join('\n');
}

/** The audit can be added to, never changed. Place and hash of an entry are the chain's to give (0004_audit-chain.sql). */
function auditGrants(roles: DatabaseRoles): string {
  const given = columnsOfKind(audit)
    .map((column) => column.name)
    .filter((name) => name !== 'number' && name !== 'hash');
  return `
    REVOKE ALL ON audit, audit_heads FROM ${roles.worker}, ${roles.panel};
    GRANT SELECT, INSERT (${given.join(', ')}) ON audit TO ${roles.worker}, ${roles.panel};
    GRANT SELECT, INSERT ON audit_heads TO ${roles.worker};`;
}

/** What the panel itself writes, after the API has asked `whyNot`. */
const PANEL_WRITES = [
  'clusters',
  'sources',
  'users',
  'tokens',
  'sessions',
  'sign_in_failures',
  'data_keys',
  'sealed_values',
  'due_work',
  'held_changes',
  'plans',
  'plan_steps',
];

export function policiesSql(roles: DatabaseRoles): string {
  return [
    `GRANT USAGE ON SCHEMA public TO ${Object.values(roles).join(', ')};`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${roles.worker};`,
    ...kinds.map((kind) => kindPolicies(kind, roles)),
    ...syncedKinds.map((kind) => historyPolicies(kind, roles)),
    linkPolicies(roles),
    countPolicies(roles),
    planPartPolicies(roles),
    // Names of scopes are names of zones and regions: readers of some clusters get no more than the freshness of the rows they see.
    `GRANT SELECT (id, kind, name, title, source_name, listed_at, stale_at) ON scopes TO ${roles.readerAll}, ${roles.readerCluster};`,
    `GRANT SELECT ON scopes, held_changes, missing, due_work, run_changes TO ${roles.readerAll};`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${PANEL_WRITES.join(', ')} TO ${roles.panel};`,
    `GRANT SELECT ON installation, scopes, sync_runs, run_changes TO ${roles.panel};`,
    auditGrants(roles),
  ].join('\n');
}
