import type { EstateMap, MapNode } from '../../contract/api/map.ts';
import { Values } from '../lists/conditions.ts';
import type { Reading } from '../reader.ts';
import type { Shown } from './shown.ts';

/** Links that are served at once. A picture holds no more. */
const MOST = 20_000;

/** From and to objects by their ids, or groups by theirs. */
export interface Ends {
  rule: string;
  from: string;
  to: string;
  count: number;
}

/** Links, or those that were then, as one table `l`. */
function table(at: string | null, values: Values): string {
  if (!at) return 'links l';
  const instant = values.add(at, 'timestamptz');
  const columns = 'rule, from_kind, from_id, from_cluster, to_kind, to_id, to_cluster';
  return `(SELECT ${columns} FROM links WHERE valid_from <= ${instant}
    UNION ALL SELECT ${columns} FROM links_history WHERE valid_from <= ${instant} AND valid_to > ${instant}) l`;
}

/** What stands at an end of a link: SQL of its id, and of what such links are counted by. */
interface End {
  id: string;
  by: string;
}
const object = (end: 'from' | 'to'): End => ({ id: `l.${end}_id::text`, by: `l.${end}_id` });
const group = (end: 'from' | 'to'): End => ({
  id: `coalesce(l.${end}_cluster::text, 'none') || ':' || l.${end}_kind`,
  by: `l.${end}_cluster, l.${end}_kind`,
});

async function read(
  { client }: Reading,
  { at }: Shown,
  [from, to]: [End, End],
  where: (values: Values) => string[],
): Promise<Ends[]> {
  const values = new Values();
  const { rows } = await client.query<Ends>(
    `SELECT l.rule, ${from.id} AS "from", ${to.id} AS "to", count(*)::int AS count FROM ${table(at, values)}
      WHERE ${where(values).join(' AND ')} GROUP BY l.rule, ${from.by}, ${to.by} ORDER BY 1, 2, 3 LIMIT ${MOST + 1}`,
    values.list,
  );
  return rows;
}

/** Between these objects. */
export const linksAmong = (reading: Reading, shown: Shown, ids: readonly string[]): Promise<Ends[]> =>
  read(reading, shown, [object('from'), object('to')], (values) => {
    const among = values.add(ids, 'uuid[]');
    return [`l.from_id = ANY (${among})`, `l.to_id = ANY (${among})`];
  });

/** Between groups: all links there are, by kind and cluster of both ends. */
export const linksOfGroups = (reading: Reading, shown: Shown): Promise<Ends[]> =>
  read(reading, shown, [group('from'), group('to')], (values) => {
    const kinds = values.add(shown.kinds, 'text[]');
    const cluster = shown.cluster && values.add(shown.cluster, 'uuid');
    return [
      `l.from_kind = ANY (${kinds})`,
      `l.to_kind = ANY (${kinds})`,
      ...(cluster ? [`l.from_cluster = ${cluster}`, `l.to_cluster = ${cluster}`] : []),
    ];
  });

/** Between these objects and the groups of others. */
export async function linksWithGroups(reading: Reading, shown: Shown, ids: readonly string[]): Promise<Ends[]> {
  return [
    ...(await read(reading, shown, [object('from'), group('to')], (values) => [
      `l.from_id = ANY (${values.add(ids, 'uuid[]')})`,
    ])),
    ...(await read(reading, shown, [group('from'), object('to')], (values) => [
      `l.to_id = ANY (${values.add(ids, 'uuid[]')})`,
    ])),
  ];
}

/** As places in the list of nodes. What leads to something that is not among them is left out. */
export function placed(nodes: readonly MapNode[], ends: readonly Ends[]): Pick<EstateMap, 'rules' | 'links' | 'cut'> {
  const places = new Map(nodes.map(({ id }, n) => [id, n]));
  const rules = new Map<string, number>();
  const links: EstateMap['links'] = [];
  for (const one of ends.slice(0, MOST)) {
    const [from, to] = [places.get(one.from), places.get(one.to)];
    if (from === undefined || to === undefined) continue;
    const rule = rules.get(one.rule) ?? rules.set(one.rule, rules.size).size - 1;
    const grouped = nodes[from]!.group ?? nodes[to]!.group;
    links.push({ from, to, rule, ...(grouped ? { count: one.count } : {}) });
  }
  const cut = ends.length > MOST ? `more than ${MOST} links; not all of them are drawn` : null;
  return { rules: [...rules.keys()], links, cut };
}
