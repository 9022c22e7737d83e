import type { SearchResult } from '../contract/api/search.ts';
import { kinds } from '../contract/kinds/all.ts';
import type { Kind } from '../contract/kinds/kind.ts';
import { asSearched } from '../model/schema/search-text.ts';
import { liked } from './lists/conditions.ts';
import { objectJoins, tableColumns } from './lists/columns.ts';
import { neighbourColumns, neighbourOf, titleColumn, type NeighbourRow } from './objects/neighbours.ts';
import { whyNotRead } from './principal.ts';
import { inOneWrite } from './pool.ts';
import type { Reading } from './reader.ts';

/** Rows of one kind that compete for a place; that a kind has more is told. */
const A_KIND = 25;
const MOST_WORDS = 6;

/** Findings are left out: their sentences name objects that the reader may not see. Runs and audit have no names to look for. */
const SEARCHED: readonly Kind[] = kinds.filter((kind) => !['findings', 'sync_runs', 'audit'].includes(kind.name));

const TYPED = '($1::text[])[1]';

/** A kind in which nothing was found has one row without an id: it tells whether everything was looked at. */
type Row = Omit<NeighbourRow, 'id'> & { id: string | null; rank: number; more: boolean };

/**
 * Exact names and ids first, then beginnings, then the rest; what is chosen is small, and only that is joined with what else is shown.
 * $1: what was typed, in lower case first; $2: a pattern a word; $3: whether the index finds such words.
 */
function statement(kind: Kind, role: Reading['role']): string {
  const synced = kind.origin === 'synced';
  const title = `lower(o."${titleColumn(kind)}")`;
  const exact = synced ? `${title} = ${TYPED} OR lower(o.key) = ${TYPED}` : `${title} = ${TYPED}`;
  const rank = `CASE WHEN ${exact} THEN 0 WHEN starts_with(${title}, ${TYPED}) THEN 1 ELSE 2 END AS rank`;
  const columns = tableColumns(kind).map((column) => `o.${column}`);
  const clusters = role === 'a' ? 'NULL' : 'reader_clusters()';
  const found = synced
    ? `find_${kind.name}($1::text[], $2::text[], $3::boolean, ${clusters}, ${A_KIND + 1})`
    : `(SELECT array_agg(id) AS ids, count(*) > ${A_KIND} AS more FROM ${kind.name} o
         WHERE o."${titleColumn(kind)}" ILIKE ALL ($2::text[]) AND $3::boolean IS NOT NULL${kind.name === 'sources' ? ' AND o.removed_at IS NULL' : ''})`;
  return `
    SELECT found.more, o.* FROM ${found} found LEFT JOIN LATERAL (
      SELECT ${neighbourColumns(kind, null)}, rank
        FROM (SELECT ${columns.join(', ')}, ${rank} FROM ${kind.name} o WHERE o.id = ANY (found.ids)${synced ? ' AND o.gone_at IS NULL' : ''}
               ORDER BY rank, o."${titleColumn(kind)}", o.id LIMIT ${A_KIND}) o
        ${objectJoins(kind, null)}) o ON true`;
}

/** The index knows runs of three letters or digits, where one end of a word of the text counts as one and its beginning as two. */
const INDEXED = /[\p{L}\p{N}]{3}|[\p{L}\p{N}]{2}[^\p{L}\p{N}]|[^\p{L}\p{N}][\p{L}\p{N}]/u;

/** Names are lower-case nearly always; these are the other ways in which one may be written as a whole. */
const spellings = (typed: string) => [
  ...new Set([typed.toLowerCase(), typed, typed.toUpperCase(), typed.slice(0, 1).toUpperCase() + typed.slice(1)]),
];

/** Looks through all kinds that the reader may see. */
export async function search(reading: Reading, text: string, limit: number): Promise<SearchResult> {
  const typed = text.replaceAll('\0', '').trim();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  if (!words.length) return { items: [], capped: false };
  const now = new Date().toISOString();
  const kindsToAsk = SEARCHED.filter((kind) => !whyNotRead(kind, reading.principal));
  const texts = words.map(asSearched);
  const values = {
    synced: [spellings(typed), texts.map(liked), texts.some((word) => INDEXED.test(word))],
    panel: [spellings(typed), words.map(liked), true],
  };
  // All are asked at once: one trip for all kinds.
  const answers = await Promise.all(
    inOneWrite(reading.client, () =>
      kindsToAsk.map((kind) =>
        reading.client.query<Row>({
          text: statement(kind, reading.role),
          values: values[kind.origin],
          name: `s_${kind.name}_${reading.role}`,
        }),
      ),
    ),
  );
  const found = answers.flatMap(({ rows }, n) =>
    rows.filter((row): row is Row & { id: string } => row.id !== null).map((row) => ({ kind: kindsToAsk[n]!, row })),
  );
  const order = found.toSorted(
    (a, b) => a.row.rank - b.row.rank || a.row.name.length - b.row.name.length || (a.row.name < b.row.name ? -1 : 1),
  );
  return {
    items: order.slice(0, limit).map(({ kind, row }) => neighbourOf(kind, row, now)),
    capped: found.length > limit || answers.some(({ rows }) => rows[0]!.more),
  };
}
