import { z } from 'zod';
import { kindNamed } from '../contract/kinds/all.ts';
import { columnOf, steadyFields, type Kind } from '../contract/kinds/kind.ts';
import { finishChanges } from '../model/changes/finish.ts';
import { openWorkspace } from '../model/changes/workspace.ts';
import { inTransaction, type Client, type Pool } from '../model/database.ts';
import { fieldColumns } from '../model/schema/columns.ts';
import { asSearched } from '../model/schema/search-text.ts';
import { versionStatement } from '../model/changes/versions.ts';
import { uuidv7 } from '../runtime/uuidv7.ts';

export interface Seed {
  kind: string;
  key: string;
  clusterId?: string | null;
  fields?: Record<string, unknown>;
  raw?: unknown;
}

const EMPTY: Record<string, unknown> = {
  text: '',
  'text[]': [],
  integer: 0,
  bigint: 0,
  boolean: false,
  jsonb: {},
  timestamptz: '2026-01-01T00:00:00Z',
};

function columnsOf(kind: Kind, seed: Seed): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const { name, type, notNull } of fieldColumns(kind)) columns[name] = notNull ? EMPTY[type] : null;
  for (const field of steadyFields(kind)) {
    const value = seed.fields?.[field];
    if (value !== undefined) columns[columnOf(field)] = value;
    else if (field === 'name') columns.name = seed.key;
    else if (kind.fields[field]!.schema instanceof z.ZodArray) columns[columnOf(field)] = [];
  }
  return columns;
}

const bound = (kind: Kind, column: string, value: unknown) =>
  fieldColumns(kind).find((one) => one.name === column)?.type === 'jsonb' ? JSON.stringify(value) : value;

const searchOf = (kind: Kind, seed: Seed, columns: Record<string, unknown>) =>
  asSearched(
    [
      seed.key,
      ...Object.keys(kind.fields)
        .filter((name) => kind.fields[name]!.search)
        .flatMap((name) => columns[columnOf(name)] ?? []),
    ].join('\n'),
  );

/** A source with one scope, as a worker leaves it. */
export async function seedSource(pool: Pool, name: string, { kind = 'instances', scope = 'eu-west-1' } = {}) {
  const sourceId = uuidv7();
  await pool.query(
    `INSERT INTO sources (id, name, system, health, mode, enabled, interval_seconds, settings, last_complete_at)
     VALUES ($1, $2, 'aws', 'fresh', 'read', true, 60, '{}', now())`,
    [sourceId, name],
  );
  const { rows } = await pool.query<{ id: number }>(
    `INSERT INTO scopes (source_id, source_name, kind, name, listed_at, stale_at) VALUES ($1, $2, $3, $4, now(), now() + interval '1 hour') RETURNING id`,
    [sourceId, name, kind, scope],
  );
  return { sourceId, scopeId: rows[0]!.id };
}

/** Writes objects as a merge does: rows, keys, links, findings, counts, and the note to listeners. Returns their ids in order. */
export function seedObjects(
  pool: Pool,
  source: { sourceId: string; scopeId: number },
  seeds: Seed[],
  runId = uuidv7(),
): Promise<string[]> {
  return inTransaction(pool, async (client) => {
    await openWorkspace(client);
    const ids: string[] = [];
    for (const seed of seeds) ids.push(await insertObject(client, source, seed, runId));
    await finishChanges(client, runId, [...new Set(seeds.map((seed) => seed.kind))]);
    // Without membership rules `finishChanges` leaves clusters as they were given.
    return ids;
  });
}

async function insertObject(
  client: Client,
  source: { sourceId: string; scopeId: number },
  seed: Seed,
  runId: string,
): Promise<string> {
  const kind = kindNamed(seed.kind);
  const id = uuidv7();
  const fields = columnsOf(kind, seed);
  const columns: Record<string, unknown> = {
    id,
    realm: 'test:1',
    key: seed.key,
    source_id: source.sourceId,
    scope_id: source.scopeId,
    cluster_id: seed.clusterId ?? null,
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, bound(kind, name, value)])),
    raw: JSON.stringify(seed.raw ?? { key: seed.key }),
    search: searchOf(kind, seed, fields),
    digest: uuidv7(),
    run_id: runId,
  };
  const names = Object.keys(columns).map((name) => `"${name}"`);
  await client.query(
    `INSERT INTO ${kind.name} (${names.join(', ')}, observed_at, first_seen_at, valid_from)
     VALUES (${names.map((_, n) => `$${n + 1}`).join(', ')}, clock_timestamp(), clock_timestamp(), clock_timestamp())`,
    Object.values(columns),
  );
  await client.query(
    `INSERT INTO run_changes (run_id, scope_id, kind, id, op, cluster_id) VALUES ($1, $2, $3, $4, 'i', $5)`,
    [runId, source.scopeId, kind.name, id, seed.clusterId ?? null],
  );
  await client.query('INSERT INTO touched (kind, id) VALUES ($1, $2)', [kind.name, id]);
  return id;
}

/** A new version of one object, as a merge writes it. `set` is SQL such as `state = 'stopped'`. */
export function changeObject(
  pool: Pool,
  kindName: string,
  id: string,
  set: string,
  op: 'u' | 'g' = 'u',
): Promise<string> {
  const runId = uuidv7();
  return inTransaction(pool, async (client) => {
    await openWorkspace(client);
    await client.query(
      versionStatement(kindNamed(kindName), {
        pick: `${kindName} t WHERE t.id = $2`,
        set: `${set}, run_id = $1`,
        op,
        run: '$1::uuid',
        scope: 'NULL',
      }),
      [runId, id],
    );
    await finishChanges(client, runId, [kindName]);
    return runId;
  });
}

/** An open finding, as its rule leaves it. */
export async function seedFinding(
  pool: Pool,
  finding: {
    subjectKind: string;
    subjectId: string;
    clusterId: string | null;
    severity?: string;
    title?: string;
    reason?: string;
    involved?: unknown[];
  },
): Promise<string> {
  const id = uuidv7();
  const {
    subjectKind,
    subjectId,
    clusterId,
    severity = 'note',
    title = 'Something is wrong',
    reason = 'As seen',
    involved = [],
  } = finding;
  await pool.query(
    `INSERT INTO findings (id, cluster_id, rule, severity, state, title, reason, subject_kind, subject_id, subject_name, involved, since, opened_at)
     VALUES ($1, $2, 'test-rule', $3, 'open', $4, $5, $6, $7, 'its subject', $8, now(), clock_timestamp())`,
    [id, clusterId, severity, title, reason, subjectKind, subjectId, JSON.stringify(involved)],
  );
  return id;
}
