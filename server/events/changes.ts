import type { Client } from '../../model/database.ts';
import { findKind } from '../../contract/kinds/all.ts';

/** Ids of one kind beyond which "reload the kind" is shorter. */
export const MOST_IDS = 300;

/** Changed objects of one kind that are, and were, in the same clusters. */
export interface ChangeGroup {
  kind: string;
  clusterId: string | null;
  wasClusterId: string | null;
  /** Of an object that shows to readers of all of these (a plan); none: to readers of all clusters. */
  clusterIds?: readonly string[];
  /** null: more than MOST_IDS. */
  ids: string[] | null;
  created: string[];
}

/** What was read of a run so far: a run commits scope by scope, one after the other, and tells its id each time. */
export class RunMarks {
  private readonly marks = new Map<string, string>();

  get(runId: string): string {
    return this.marks.get(runId) ?? '-infinity';
  }

  set(runId: string, at: string): void {
    this.marks.delete(runId);
    this.marks.set(runId, at);
    if (this.marks.size > 1000) this.marks.delete(this.marks.keys().next().value!);
  }
}

interface Row {
  kind: string;
  cluster_id: string | null;
  was_cluster_id: string | null;
  count: number;
  ids: string[];
  created: string[];
  last: string;
}

/** The changes of a run since they were last read, in one query for all who are connected. */
export async function readChanges(client: Client, runId: string, marks: RunMarks): Promise<ChangeGroup[]> {
  const { rows } = await client.query<Row>(
    `SELECT kind, cluster_id, was_cluster_id, count(DISTINCT id)::int AS count, max(at) AS last,
            coalesce((array_agg(DISTINCT id))[1:${MOST_IDS}], '{}') AS ids,
            coalesce((array_agg(DISTINCT id) FILTER (WHERE op = 'i'))[1:${MOST_IDS}], '{}') AS created
       FROM run_changes WHERE run_id = $1 AND at > $2
      GROUP BY kind, cluster_id, was_cluster_id`,
    [runId, marks.get(runId)],
  );
  const times = rows.map((row) => row.last).toSorted();
  if (times.length) marks.set(runId, times.at(-1)!);
  return rows.map((row) => ({
    kind: row.kind,
    clusterId: row.cluster_id,
    wasClusterId: row.was_cluster_id,
    ids: row.count > MOST_IDS ? null : row.ids,
    created: row.count > MOST_IDS ? [] : row.created,
  }));
}

const UUID = /^[0-9a-f-]{36}$/;

/** `panel:<kind>:<id>`: one panel-owned object was written. */
export function panelChange(payload: string): ChangeGroup | undefined {
  const [word, kind = '', id = ''] = payload.split(':');
  if (word !== 'panel' || !/^[a-z_]+$/.test(kind)) return undefined;
  const ids = UUID.test(id) ? [id] : null;
  return { kind, clusterId: kind === 'clusters' ? (ids?.[0] ?? null) : null, wasClusterId: null, ids, created: [] };
}

export const isOfSeveral = (kind: string) => findKind(kind)?.visibility === 'clusters';

/** Groups of what may be of several clusters, an object each, with its clusters: the note of a change does not tell them. */
export async function readClusters(client: Client, groups: readonly ChangeGroup[]): Promise<ChangeGroup[]> {
  const read = groups.filter(({ kind, ids }) => !isOfSeveral(kind) || ids === null);
  for (const kind of new Set(groups.map((group) => group.kind).filter(isOfSeveral))) {
    const ids = groups.flatMap((group) => (group.kind === kind && group.ids) || []);
    const { rows } = await client.query<{ id: string; clusterIds: string[] }>(
      `SELECT id, cluster_ids AS "clusterIds" FROM ${kind} WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
    for (const { id, clusterIds } of rows)
      read.push({ kind, clusterId: null, wasClusterId: null, clusterIds, ids: [id], created: [] });
  }
  return read;
}

export interface Rights {
  role: string;
  clusterIds: readonly string[] | null;
}

/**
 * Whether a reader is told of a group. Readers of some clusters hear of what is or was in one of theirs, which tells them of losses too;
 * what they then fetch goes through the policies in any case.
 */
function concerns(group: ChangeGroup, rights: Rights): boolean {
  const visibility = findKind(group.kind)?.visibility ?? 'everywhere';
  if (visibility === 'admin' && rights.role !== 'admin') return false;
  if (rights.clusterIds === null) return true;
  if (visibility === 'clusters')
    return (
      group.ids === null ||
      (!!group.clusterIds?.length && group.clusterIds.every((id) => rights.clusterIds!.includes(id)))
    );
  if (visibility !== 'cluster' && visibility !== 'self') return false;
  const has = (cluster: string | null) => cluster !== null && rights.clusterIds!.includes(cluster);
  return has(group.clusterId) || has(group.wasClusterId);
}

export interface KindChange {
  kind: string;
  ids: string[] | null;
  created: string[];
}

/** One `change` a kind, as a reader with these rights may hear it. */
export function changesFor(groups: readonly ChangeGroup[], rights: Rights): KindChange[] {
  const byKind = new Map<string, { ids: Set<string> | null; created: Set<string> }>();
  for (const group of groups) {
    if (!concerns(group, rights)) continue;
    const known = byKind.get(group.kind) ?? { ids: new Set<string>(), created: new Set<string>() };
    byKind.set(group.kind, known);
    if (group.ids === null || known.ids === null) known.ids = null;
    else for (const id of group.ids) known.ids.add(id);
    for (const id of group.created) known.created.add(id);
  }
  return [...byKind].map(([kind, { ids, created }]) =>
    ids === null || ids.size > MOST_IDS
      ? { kind, ids: null, created: [] }
      : { kind, ids: [...ids], created: [...created] },
  );
}
