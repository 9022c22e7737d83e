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

const OBJECT = { from: 'l.from_id::text', to: 'l.to_id::text' };
const GROUP = {
  from: `coalesce(l.from_cluster::text, 'none') || ':' || l.from_kind`,
  to: `coalesce(l.to_cluster::text, 'none') || ':' || l.to_kind`,
};

async function read(
  { client }: Reading,
  { at }: Shown,
  from: string,
  to: string,
  where: (values: Values) => string[],
): Promise<Ends[]> {
  const values = new Values();
  const { rows } = await client.query<Ends>(
    `SELECT l.rule, ${from} AS "from", ${to} AS "to", count(*)::int AS count FROM ${table(at, values)}
      WHERE ${where(values).join(' AND ')} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT ${MOST + 1}`,
    values.list,
  );
  return rows;
}

/** Between these objects. */
export const linksAmong = (reading: Reading, shown: Shown, ids: readonly string[]): Promise<Ends[]> =>
  read(reading, shown, OBJECT.from, OBJECT.to, (values) => {
    const among = values.add(ids, 'uuid[]');
    return [`l.from_id = ANY (${among})`, `l.to_id = ANY (${among})`];
  });

/** Between groups: all links there are, by kind and cluster of both ends. */
export const linksOfGroups = (reading: Reading, shown: Shown): Promise<Ends[]> =>
  read(reading, shown, GROUP.from, GROUP.to, (values) => {
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
    ...(await read(reading, shown, OBJECT.from, GROUP.to, (values) => [
      `l.from_id = ANY (${values.add(ids, 'uuid[]')})`,
    ])),
    ...(await read(reading, shown, GROUP.from, OBJECT.to, (values) => [
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
