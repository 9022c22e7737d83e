import type { Neighbour } from '../../contract/api/links.ts';
import type { Severity } from '../../contract/kinds/findings.ts';
import { findKind } from '../../contract/kinds/all.ts';
import { columnOf, type Kind } from '../../contract/kinds/kind.ts';
import { objectJoins, SEEN_AND_STALE, worstFinding } from '../lists/columns.ts';
import { tableAt } from '../lists/conditions.ts';
import { isPast, statusOf } from '../lists/status.ts';
import type { Reading } from '../reader.ts';
import { whyNotRead } from '../principal.ts';

/** What tells an object from others of its name, as SQL over `o`. */
const DETAIL: Record<string, string> = {
  instances: 'o.state',
  addresses: 'o.address',
  load_balancers: 'o.type',
  target_groups: `o.healthy_count || ' of ' || o.target_count || ' healthy'`,
  maintenance_events: 'o.code',
  zones: 'o.provider',
  record_sets: 'o.type',
  hosts: 'o.hypervisor_version',
  virtual_machines: 'o.state',
  storage_pools: 'o.type',
  volumes: 'o.pool',
  networks: 'o.forward',
  database_servers: 'o.role',
  databases: 'o.owner',
  clusters: 'o.stage',
  sources: 'o.system',
  users: 'o.role',
  tokens: 'o.role',
};

const TITLES = ['name', 'title', 'action'];
export const titleColumn = (kind: Kind) => columnOf(TITLES.find((name) => name in kind.fields) ?? 'id');

/** Columns of `o` that make a neighbour, with the facts its status is made of. */
export function neighbourColumns(kind: Kind, at: string | null): string {
  const synced = kind.origin === 'synced';
  const word = kind.status ? `o."${columnOf(kind.status.field)}"` : 'NULL::text';
  const cluster = kind.visibility === 'cluster' ? 'o.cluster_id' : kind.visibility === 'self' ? 'o.id' : 'NULL::uuid';
  return [
    'o.id',
    `o."${titleColumn(kind)}"::text AS name`,
    `${DETAIL[kind.name] ?? 'NULL'}::text AS detail`,
    `${word} AS word`,
    `${synced ? worstFinding('o.id', at) : 'NULL::text'} AS "worstFinding"`,
    `${cluster} AS "clusterId"`,
    `${synced ? 'o.gone_at' : 'NULL::timestamptz'} AS "goneAt"`,
    `${synced && !at ? SEEN_AND_STALE.staleAt : 'NULL::timestamptz'} AS "staleAt"`,
  ].join(', ');
}

export interface NeighbourRow {
  id: string;
  name: string;
  detail: string | null;
  word: string | null;
  worstFinding: Severity | null;
  clusterId: string | null;
  goneAt: string | null;
  staleAt: string | null;
}

/** @param now null for the past, which has no freshness */
export function neighbourOf(kind: Kind, row: NeighbourRow, now: string | null): Neighbour {
  const stale = now !== null && row.staleAt !== null && isPast(row.staleAt, now);
  return {
    kind: kind.name,
    id: row.id,
    name: row.name,
    detail: row.detail,
    status: statusOf(kind, { gone: row.goneAt !== null, word: row.word, worstFinding: row.worstFinding, stale }),
    worstFinding: row.worstFinding,
    clusterId: row.clusterId,
  };
}

/** Objects by kind and id, in one query a kind. What the reader may not see is not among them. */
export async function readNeighbours(
  reading: Reading,
  wanted: Iterable<{ kind: string; id: string }>,
  at: string | null,
): Promise<Map<string, Neighbour>> {
  const byKind = new Map<string, Set<string>>();
  for (const { kind, id } of wanted) byKind.set(kind, (byKind.get(kind) ?? new Set()).add(id));
  const found = new Map<string, Neighbour>();
  for (const [name, ids] of byKind) {
    const kind = findKind(name);
    if (!kind || whyNotRead(kind, reading.principal)) continue;
    const past = at !== null && kind.origin === 'synced';
    const { rows } = await reading.client.query<NeighbourRow>({
      text: `SELECT ${neighbourColumns(kind, past ? '$2::timestamptz' : null)} FROM ${tableAt(kind, past ? '$2::timestamptz' : null)}
             ${objectJoins(kind, past ? at : null)} WHERE o.id = ANY ($1::uuid[])`,
      values: past ? [[...ids], at] : [[...ids]],
      name: `n_${name}${past ? '_at' : ''}_${reading.role}`,
    });
    const now = at === null ? new Date().toISOString() : null;
    for (const row of rows) found.set(row.id, neighbourOf(kind, row, now));
  }
  return found;
}

/** Whether this reader may know of the object. */
export async function isVisible(reading: Reading, kind: Kind, id: string, at: string | null): Promise<boolean> {
  if (whyNotRead(kind, reading.principal)) return false;
  const { rows } = await reading.client.query({
    text: `SELECT 1 FROM ${tableAt(kind, at === null ? null : '$2::timestamptz')} WHERE o.id = $1`,
    values: at === null ? [id] : [id, at],
    name: `v_${kind.name}${at === null ? '' : '_at'}_${reading.role}`,
  });
  return rows.length > 0;
}
