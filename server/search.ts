import type { SearchResult } from '../contract/api/search.ts';
import { kinds } from '../contract/kinds/all.ts';
import type { Kind } from '../contract/kinds/kind.ts';
import { liked, READER_CLUSTERS } from './lists/sql.ts';
import { objectJoins, tableColumns } from './lists/columns.ts';
import { neighbourColumns, neighbourOf, titleColumn, type NeighbourRow } from './objects/neighbours.ts';
import { whyNotRead } from './principal.ts';
import { inOneWrite } from './pool.ts';
import type { Reading } from './reader.ts';

/** Matches of one kind that are looked at; more are told as `capped`. */
const CAP = 1000;
/** Rows of one kind that compete for a place. */
const A_KIND = 25;

/** Findings are left out: their sentences name objects that the reader may not see. Runs and audit have no names to look for. */
const SEARCHED: readonly Kind[] = kinds.filter((kind) => !['findings', 'sync_runs', 'audit'].includes(kind.name));

type Row = NeighbourRow & { rank: number; capped: boolean };

/** Exact names and ids first, then beginnings, then the rest. $1: what was typed; $2: it as a beginning; $3 and on: a pattern for each word. */
function statement(kind: Kind, words: number): string {
  const title = `lower(o."${titleColumn(kind)}")`;
  const synced = kind.origin === 'synced';
  const exact = synced ? `${title} = $1 OR lower(o.key) = $1` : `${title} = $1`;
  const patterns = Array.from({ length: words }, (_, n) => `$${n + 3}::text`);
  const found = patterns.map(
    (pattern) => `SELECT * FROM search_${kind.name}(${pattern}, ${READER_CLUSTERS}, false, ${CAP})`,
  );
  const searches = synced ? `WITH ${found.map((sql, n) => `w${n} AS MATERIALIZED (${sql} AS id)`).join(', ')}` : '';
  const where = synced
    ? found.map((_, n) => `o.id = ANY (ARRAY(SELECT id FROM w${n}))`)
    : patterns.map((pattern) => `o."${titleColumn(kind)}" ILIKE ${pattern}`);
  const capped = synced
    ? `greatest(${found.map((_, n) => `(SELECT count(*) FROM w${n})`).join(', ')}) >= ${CAP}`
    : 'false';
  if (kind.name === 'sources') where.push('o.removed_at IS NULL');
  // What is chosen first is small; only that is joined with what else is shown.
  return `${searches}
    SELECT ${neighbourColumns(kind, null)}, rank, ${capped} AS capped
      FROM (SELECT ${tableColumns(kind)
        .map((column) => `o.${column}`)
        .join(', ')}, CASE WHEN ${exact} THEN 0 WHEN ${title} LIKE $2 THEN 1 ELSE 2 END AS rank
              FROM ${kind.name} o WHERE ${where.join(' AND ')} ORDER BY rank, o."${titleColumn(kind)}", o.id LIMIT ${A_KIND}) o
      ${objectJoins(kind, null)} ORDER BY rank, name, o.id`;
}

/** Looks through all kinds that the reader may see. */
export async function search(reading: Reading, typed: string, limit: number): Promise<SearchResult> {
  const text = typed.trim().toLowerCase().replaceAll('\0', '');
  const words = text.split(/\s+/).filter(Boolean).slice(0, 6);
  if (!words.length) return { items: [], capped: false };
  const now = new Date().toISOString();
  const kindsToAsk = SEARCHED.filter((kind) => !whyNotRead(kind, reading.principal));
  const values = [text, liked(text).slice(1), ...words.map(liked)];
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
