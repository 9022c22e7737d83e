import type { MapNode } from '../../contract/api/map.ts';
import type { Severity } from '../../contract/kinds/findings.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { columnOf, type Kind, type Status } from '../../contract/kinds/kind.ts';
import { groupId, MAP_KINDS } from '../../contract/map-kinds.ts';
import { FRESH_FOR } from '../lists/columns.ts';
import { Values } from '../lists/conditions.ts';
import { statusOf } from '../lists/status.ts';
import type { Reading } from '../reader.ts';
import { kindsOf, rowsOf, type Shown } from './shown.ts';

/** Worst first. Of what has gone nothing is wrong any more. */
const RANK: Record<Status, number> = { failing: 0, stale: 1, attention: 2, working: 3, ok: 4, gone: 5 };
const SEVERITY: Record<Severity, number> = { failing: 0, attention: 1, note: 2 };

const worse = <T extends string>(ranks: Record<T, number>, one: T | null, other: T | null): T | null =>
  one === null || (other !== null && ranks[other] < ranks[one]) ? other : one;

interface Counted {
  kind: string;
  clusterId: string | null;
  word: string | null;
  worst: number | null;
  stale: boolean | null;
  count: number;
}

/**
 * Rows of one kind, counted by what their status is made of: a handful of rows in place of a hundred thousand. When a row becomes stale is the same for
 * all of a scope, so it is worked out once a scope.
 */
function counted(kind: Kind, shown: Shown, values: Values): string {
  const { from, where, at } = rowsOf(kind, shown, values);
  const open = at ? `f.opened_at <= ${at} AND (f.closed_at IS NULL OR f.closed_at > ${at})` : `f.state = 'open'`;
  const stale = at
    ? { column: 'NULL::boolean', join: '' }
    : {
        column: 'o.observed_at < s.stale_before',
        join: `LEFT JOIN (SELECT s.id, now() - ${FRESH_FOR} AS stale_before FROM scopes s
                 WHERE s.listed_at IS NULL OR s.listed_at < now() - ${FRESH_FOR}) s ON s.id = o.scope_id`,
      };
  return `
    SELECT '${kind.name}' AS kind, o.cluster_id AS "clusterId", ${kind.status ? `o."${columnOf(kind.status.field)}"` : 'NULL::text'} AS word,
           f.worst, ${stale.column} AS stale, count(*)::int AS count
      FROM ${from} ${stale.join}
      LEFT JOIN (SELECT f.subject_id, min(CASE f.severity WHEN 'failing' THEN 0 WHEN 'attention' THEN 1 ELSE 2 END) AS worst
                   FROM findings f WHERE f.subject_kind = '${kind.name}' AND ${open} GROUP BY f.subject_id) f ON f.subject_id = o.id
     WHERE ${where} GROUP BY 2, 3, 4, 5`;
}

const SEVERITIES = Object.keys(SEVERITY) as Severity[];

/** The objects of each kind in each cluster as one node, with how many are how. */
export async function readGroups({ client }: Reading, shown: Shown): Promise<MapNode[]> {
  const values = new Values();
  const { rows } = await client.query<Counted>(
    kindsOf(shown)
      .map((kind) => counted(kind, shown, values))
      .join(' UNION ALL '),
    values.list,
  );
  const groups = new Map<string, MapNode>();
  for (const { kind, clusterId, word, worst, stale, count } of rows) {
    const id = groupId(clusterId, kind);
    const declared = kindNamed(kind);
    const finding = worst === null ? null : SEVERITIES[worst]!;
    const status = statusOf(declared, { gone: false, word, worstFinding: finding, stale: stale === true });
    const before = groups.get(id);
    const statuses = before?.group?.statuses ?? {};
    groups.set(id, {
      kind,
      id,
      name: declared.many,
      detail: null,
      status: worse(RANK, status, before?.status ?? null)!,
      worstFinding: worse(SEVERITY, finding, before?.worstFinding ?? null),
      clusterId,
      group: {
        count: (before?.group?.count ?? 0) + count,
        statuses: { ...statuses, [status]: (statuses[status] ?? 0) + count },
      },
    });
  }
  const place = (node: MapNode) => MAP_KINDS.findIndex((kind) => kind === node.kind);
  return [...groups.values()].toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
}
