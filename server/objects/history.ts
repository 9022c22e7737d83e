import type { History } from '../../contract/api/links.ts';
import type { AnyObject } from '../../contract/api/list.ts';
import type { Severity } from '../../contract/kinds/findings.ts';
import { columnOf, steadyFields, type Kind } from '../../contract/kinds/kind.ts';
import { because } from '../../model/links/rules.ts';
import { hideInvolved } from '../lists/hide-involved.ts';
import type { Reading } from '../reader.ts';
import { readNeighbours } from './neighbours.ts';
import { readPlanItems } from './plan-items.ts';

type Item = History['items'][number];

/** Versions that begin so long after the first sight are not the first, though nothing before them is kept or visible. */
const FIRST_WITHIN_MS = 86_400_000;

interface Version extends Record<string, unknown> {
  at: string;
  goneAt: string | null;
  runId: string | null;
  firstSeenAt: string;
}

const BESIDE: [string, string][] = [
  ['clusterId', 'o.cluster_id'],
  ['clusterConflict', 'o.cluster_conflict'],
  ['scope', 'coalesce(s.title, s.name)'],
];

const compared = (kind: Kind) => [...BESIDE.map(([name]) => name), ...steadyFields(kind)];

/** Newest first, one more than asked for, so that the last has something to be compared with. */
async function readVersions(
  reading: Reading,
  kind: Kind,
  id: string,
  before: string,
  limit: number,
): Promise<Version[]> {
  const own = steadyFields(kind).map((name) => `o."${columnOf(name)}" AS "${name}"`);
  const { rows } = await reading.client.query<Version>(
    `SELECT o.valid_from AS at, o.gone_at AS "goneAt", o.run_id AS "runId", o.first_seen_at AS "firstSeenAt",
            ${[...BESIDE.map(([name, sql]) => `${sql} AS "${name}"`), ...own].join(', ')}
       FROM ${kind.name}_at o LEFT JOIN scopes s ON s.id = o.scope_id
      WHERE o.id = $1 AND o.valid_from < $2 ORDER BY o.valid_from DESC LIMIT $3`,
    [id, before, limit + 1],
  );
  return rows;
}

function changesBetween(kind: Kind, before: Version, after: Version): Item['changes'] {
  return compared(kind).flatMap((field) => {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ field, before: was, after: is }];
  });
}

function versionItem(kind: Kind, version: Version, before: Version | undefined): Item {
  const item = { at: version.at, runId: version.runId, changes: [], other: null, plan: null };
  if (!before) {
    const first = Date.parse(version.at) - Date.parse(version.firstSeenAt) < FIRST_WITHIN_MS;
    return { ...item, what: version.goneAt ? 'gone' : first ? 'created' : 'changed' };
  }
  const changes = changesBetween(kind, before, version);
  if (version.goneAt) return { ...item, changes, what: before.goneAt ? 'changed' : 'gone' };
  return { ...item, changes, what: before.goneAt ? 'returned' : 'changed' };
}

interface LinkRow {
  at: string;
  what: 'linked' | 'unlinked';
  rule: string;
  key: string;
  kind: string;
  id: string;
}

/** What came and went at either end. Many share an instant, so a page takes all of its last one. */
async function readLinkChanges(reading: Reading, id: string, before: string, limit: number): Promise<Item[]> {
  const arm = (table: string, at: string, what: string, [mine, otherKind, other]: string[]) =>
    `SELECT l.${at} AS at, '${what}' AS what, l.rule, l.key, l.${otherKind} AS kind, l.${other} AS id FROM ${table} l WHERE l.${mine} = $1 AND l.${at} < $2`;
  const ends = [
    ['from_id', 'to_kind', 'to_id'],
    ['to_id', 'from_kind', 'from_id'],
  ];
  const arms = ends.flatMap((end) => [
    arm('links', 'valid_from', 'linked', end),
    arm('links_history', 'valid_from', 'linked', end),
    arm('links_history', 'valid_to', 'unlinked', end),
  ]);
  const { rows } = await reading.client.query<LinkRow>(
    `SELECT * FROM (${arms.join(' UNION ALL ')}) z ORDER BY at DESC FETCH FIRST $3 ROWS WITH TIES`,
    [id, before, limit],
  );
  const neighbours = await readNeighbours(reading, rows, null);
  return rows.flatMap(({ at, what, rule, key, kind, id: otherId }) => {
    const name = neighbours.get(otherId)?.name;
    // What is long gone is kept no more; only readers of all clusters can be sure that it is not hidden instead.
    if (name === undefined && reading.principal.clusterIds !== null) return [];
    const other = { kind, id: otherId, name: name ?? 'no longer kept', because: because(rule, key), severity: null };
    return [{ at, what, runId: null, changes: [], other, plan: null }];
  });
}

interface FindingRow extends AnyObject {
  at: string;
  what: 'finding-opened' | 'finding-closed';
  title: string;
  reason: string;
  severity: Severity;
}

async function readFindingChanges(reading: Reading, id: string, before: string, limit: number): Promise<Item[]> {
  const columns = `f.id, f.title, f.reason, f.severity, f.rule, f.involved, f.subject_name AS "subjectName"`;
  const { rows } = await reading.client.query<FindingRow>(
    `SELECT * FROM (
       SELECT f.opened_at AS at, 'finding-opened' AS what, ${columns} FROM findings f WHERE f.subject_id = $1 AND f.opened_at < $2
       UNION ALL
       SELECT f.closed_at, 'finding-closed', ${columns} FROM findings f WHERE f.subject_id = $1 AND f.opened_at IS NOT NULL AND f.closed_at < $2) z
      ORDER BY at DESC FETCH FIRST $3 ROWS WITH TIES`,
    [id, before, limit],
  );
  await hideInvolved(reading, rows);
  return rows.map(({ at, what, id: finding, title, reason, severity }) => ({
    at,
    what,
    runId: null,
    changes: [],
    other: { kind: 'findings', id: finding, name: title, because: reason, severity },
    plan: null,
  }));
}

/** Everything that happened to an object, newest first; instants are kept to the microsecond, and a page never ends within one. */
export async function readHistory(
  reading: Reading,
  kind: Kind,
  id: string,
  { before, limit }: { before: string; limit: number },
): Promise<History> {
  const versions = await readVersions(reading, kind, id, before, limit + 1);
  const shown = versions.slice(0, limit + 1);
  const all: Item[] = [
    ...shown.map((version, n) => versionItem(kind, version, versions[n + 1])),
    ...(await readLinkChanges(reading, id, before, limit + 1)),
    ...(await readFindingChanges(reading, id, before, limit + 1)),
    ...(await readPlanItems(reading, id, before, limit + 1)),
  ];
  const timed = all
    .map((item) => ({ item, time: micros(item.at) }))
    .toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
  const last = timed[limit - 1]?.time;
  const page = last === undefined ? timed : timed.filter(({ time }, n) => n < limit || time === last);
  return { items: page.map(({ item }) => item), hasMore: timed.length > page.length };
}

/** Instants come with as many decimals as they need; as texts they would not compare. */
const micros = (instant: string): bigint => {
  const fraction = /\.(\d+)/.exec(instant)?.[1] ?? '';
  return BigInt(Date.parse(`${instant.slice(0, 19)}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
};
