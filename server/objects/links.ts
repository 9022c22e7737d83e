import type { LinkList } from '../../contract/api/links.ts';
import { because } from '../../model/links/rules.ts';
import type { Reading } from '../reader.ts';
import { readNeighbours } from './neighbours.ts';

/** Links of one kind of neighbour that are served at once. */
const MOST_A_KIND = 200;

/** Links, and with `at` those that were, as rows of both tables. $2 is the instant. */
export const linksAt = (at: string | null, columns: string, where: string): string =>
  at === null
    ? `SELECT ${columns} FROM links l WHERE ${where}`
    : `SELECT ${columns} FROM links l WHERE ${where} AND l.valid_from <= $2::timestamptz
       UNION ALL SELECT ${columns} FROM links_history l WHERE ${where} AND l.valid_from <= $2::timestamptz AND l.valid_to > $2::timestamptz`;

interface LinkRow {
  rule: string;
  key: string;
  direction: 'out' | 'in';
  since: string;
  kind: string;
  id: string;
  of_kind: number;
}

/** What an object is linked with. The policy shows a link only where both its ends are visible. */
export async function readLinks(reading: Reading, id: string, at: string | null): Promise<LinkList> {
  const both = [
    linksAt(
      at,
      `l.rule, l.key, 'out' AS direction, l.valid_from AS since, l.to_kind AS kind, l.to_id AS id`,
      'l.from_id = $1',
    ),
    linksAt(at, `l.rule, l.key, 'in', l.valid_from, l.from_kind, l.from_id`, 'l.to_id = $1'),
  ].join(' UNION ALL ');
  const { rows } = await reading.client.query<LinkRow>({
    text: `SELECT * FROM (
             SELECT b.*, row_number() OVER (PARTITION BY kind ORDER BY rule, id, key)::int AS place, count(*) OVER (PARTITION BY kind)::int AS of_kind
               FROM (${both}) b) numbered
            WHERE place <= ${MOST_A_KIND}`,
    values: at === null ? [id] : [id, at],
    name: `links${at === null ? '' : '_at'}_${reading.role}`,
  });
  const neighbours = await readNeighbours(reading, rows, at);
  const items = rows.flatMap(({ rule, key, direction, since, id: other }) => {
    const object = neighbours.get(other);
    return object ? [{ rule, because: because(rule, key), direction, since, object }] : [];
  });
  items.sort(
    (a, b) => compare(a.object.kind, b.object.kind) || compare(a.object.name, b.object.name) || compare(a.rule, b.rule),
  );
  const cut = Object.fromEntries(
    rows.filter((row) => row.of_kind > MOST_A_KIND).map((row) => [row.kind, row.of_kind - MOST_A_KIND]),
  );
  return { items, cut };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
