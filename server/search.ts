import type { SearchResult } from '../contract/api/search.ts';
import { kinds } from '../contract/kinds/all.ts';
import type { Kind } from '../contract/kinds/kind.ts';
import { liked, READER_CLUSTERS } from './lists/conditions.ts';
import { objectJoins, tableColumns } from './lists/columns.ts';
import { neighbourColumns, neighbourOf, titleColumn, type NeighbourRow } from './objects/neighbours.ts';
import { whyNotRead } from './principal.ts';
import { inOneWrite } from './pool.ts';
import type { Reading } from './reader.ts';

/** Matches of one kind that are looked at, of each word; more are told as `capped`. */
const CAP = 500;
/** Rows of one kind that compete for a place. */
const A_KIND = 25;

/** Findings are left out: their sentences name objects that the reader may not see. Runs and audit have no names to look for. */
const SEARCHED: readonly Kind[] = kinds.filter((kind) => !['findings', 'sync_runs', 'audit'].includes(kind.name));

type Row = NeighbourRow & { rank: number; capped: boolean };

/**
 * Exact names and ids first, then beginnings, then the rest.
 * $1: what was typed, lower-case; $2: it as a pattern; $3: as it was typed; $4 and on: each word.
 */
function statement(kind: Kind, words: number): string {
  const title = `lower(o."${titleColumn(kind)}")`;
  const synced = kind.origin === 'synced';
  const exact = synced ? `${title} = $1 OR lower(o.key) = $1` : `${title} = $1`;
  const patterns = Array.from({ length: words }, (_, n) => `$${n + 4}::text`);
  const { searches, where, capped } = synced ? searched(kind, patterns) : looked(kind, patterns);
  if (kind.name === 'sources') where.push('o.removed_at IS NULL');
  const columns = tableColumns(kind).map((column) => `o.${column}`);
  // What is chosen first is small; only that is joined with what else is shown.
  return `${searches}
    SELECT ${neighbourColumns(kind, null)}, rank, ${capped} AS capped
      FROM (SELECT ${columns.join(', ')}, CASE WHEN ${exact} THEN 0 WHEN ${title} LIKE $2 THEN 1 ELSE 2 END AS rank
              FROM ${kind.name} o WHERE ${where.join(' AND ')} ORDER BY rank, o."${titleColumn(kind)}", o.id LIMIT ${A_KIND}) o
      ${objectJoins(kind, null)} ORDER BY rank, name, o.id`;
}

interface Found {
  searches: string;
  where: string[];
  capped: string;
}

/** Names of objects are lower-case nearly always; in every usual collation what begins with a text sorts between it and it with many z. */
function searched(kind: Kind, patterns: string[]): Found {
  const words = patterns.map(
    (pattern, n) =>
      `w${n} AS MATERIALIZED (SELECT id FROM search_${kind.name}(${pattern}, ${READER_CLUSTERS}, false, ${CAP}) AS id)`,
  );
  const all = patterns.map((_, n) => `SELECT id FROM w${n}`).join(' INTERSECT ');
  const live = `SELECT e.id FROM ${kind.name} e WHERE e.gone_at IS NULL`;
  // Among too many matches the exact ones would be cut like any other: they are looked for by themselves, in the index of names.
  return {
    searches: `WITH ${words.join(', ')}, found AS MATERIALIZED (
      (${all})
      UNION (${live} AND e.name >= $1::text AND e.name <= $1::text || 'zzzzzzzz' ORDER BY e.name LIMIT ${A_KIND})
      UNION (${live} AND e.name = $3::text LIMIT ${A_KIND}))`,
    where: ['o.gone_at IS NULL', 'o.id = ANY (ARRAY(SELECT id FROM found))'],
    capped: `greatest(${patterns.map((_, n) => `(SELECT count(*) FROM w${n})`).join(', ')}) >= ${CAP}`,
  };
}

const looked = (kind: Kind, patterns: string[]): Found => ({
  searches: '',
  // A parameter has to be used for its type to be known.
  where: [...patterns.map((pattern) => `o."${titleColumn(kind)}" ILIKE ${pattern}`), '$3::text IS NOT NULL'],
  capped: 'false',
});

/** Looks through all kinds that the reader may see. */
export async function search(reading: Reading, typed: string, limit: number): Promise<SearchResult> {
  const text = typed.trim().toLowerCase().replaceAll('\0', '');
  const words = text.split(/\s+/).filter(Boolean).slice(0, 6);
  if (!words.length) return { items: [], capped: false };
  const now = new Date().toISOString();
  const kindsToAsk = SEARCHED.filter((kind) => !whyNotRead(kind, reading.principal));
  const values = [text, liked(text).slice(1), typed.trim(), ...words.map(liked)];
  // All are asked at once: one trip for all kinds.
  const answers = await Promise.all(
    inOneWrite(reading.client, () =>
      kindsToAsk.map((kind) =>
        reading.client.query<Row>({
          text: statement(kind, words.length),
          values,
          name: `s_${kind.name}_${words.length}_${reading.role}`,
        }),
      ),
    ),
  );
  const found = answers.flatMap(({ rows }, n) => rows.map((row) => ({ kind: kindsToAsk[n]!, row })));
  const order = found.toSorted(
    (a, b) => a.row.rank - b.row.rank || a.row.name.length - b.row.name.length || (a.row.name < b.row.name ? -1 : 1),
  );
  return {
    items: order.slice(0, limit).map(({ kind, row }) => neighbourOf(kind, row, now)),
    capped: found.length > limit || found.some(({ row }) => row.capped),
  };
}
