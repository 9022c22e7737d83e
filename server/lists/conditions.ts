import { columnOf, type Kind } from '../../contract/kinds/kind.ts';
import { asSearched } from '../../model/schema/search-text.ts';
import { tableColumns } from './columns.ts';
import type { Condition, ListAsk } from './grammar.ts';
import { findingsAt } from './past-findings.ts';

/** Free text finds no more objects than these. */
export const SEARCH_CAP = 5000;
/** Values of a statement, each with its place. */
export class Values {
  readonly list: unknown[] = [];

  add(value: unknown, type = ''): string {
    this.list.push(value);
    return `$${this.list.length}${type && `::${type}`}`;
  }
}

/** The clusters of the reader; NULL for a reader of all: `enter` leaves the setting empty then. */
export const READER_CLUSTERS = `nullif(reader_clusters(), '{}')`;

/** A word as a pattern for LIKE that finds it anywhere. */
export const liked = (word: string) => `%${word.replaceAll(/[\\%_]/g, (letter) => `\\${letter}`)}%`;

/** Rows `o` of a kind, now or as they were. */
export function tableAt(kind: Kind, at: string | null): string {
  if (!at) return `${kind.name} o`;
  if (kind.name === 'findings') return findingsAt(at);
  const columns = tableColumns(kind).join(', ');
  return `(SELECT ${columns} FROM ${kind.name} WHERE valid_from <= ${at}
    UNION ALL SELECT ${columns} FROM ${kind.name}_history WHERE valid_from <= ${at} AND valid_to > ${at}) o`;
}

/** A table `o` of its own with all conditions on it. */
export interface Arm {
  from: string;
  where: string[];
}

export interface Parts {
  /** What finds the free text, for `WITH`. */
  search: string | null;
  /** The present; or what is still as it was then, and what has changed since. */
  arms: Arm[];
  at: string | null;
}

/**
 * What rows a list is about; order and page are left out.
 * @param searchCap `null`: free text finds all there is, as an export that is streamed must
 */
export function parts(ask: ListAsk, values: Values, searchCap: number | null = SEARCH_CAP): Parts {
  const { kind } = ask;
  const synced = kind.origin === 'synced';
  const at = ask.at && values.add(ask.at, 'timestamptz');
  const where: string[] = [];
  if (synced && !ask.withGone) where.push('o.gone_at IS NULL');
  if (kind.name === 'sources') where.push('o.removed_at IS NULL');
  if (ask.ids)
    where.push(
      ask.ids.length === 1 ? `o.id = ${values.add(ask.ids[0])}` : `o.id = ANY (${values.add(ask.ids, 'uuid[]')})`,
    );
  for (const condition of ask.conditions) where.push(conditionSql(condition, values));
  if (ask.linkedTo) where.push(`o.id IN (${linkedIds(ask.linkedTo, kind, at, values)})`);

  if (!synced) for (const word of ask.words) where.push(panelText(kind, word, values));
  let search: string | null = null;
  if (synced && ask.words.length) {
    const words = values.add(ask.words.map(asSearched).map(liked), 'text[]');
    const call = at
      ? `search_${kind.name}_at(${words}, ${at}, ${READER_CLUSTERS}, ${searchCap})`
      : `search_${kind.name}(${words}, ${READER_CLUSTERS}, ${ask.withGone}, ${searchCap})`;
    where.push('o.id = ANY (ARRAY(SELECT id FROM found))');
    search = `found AS MATERIALIZED (SELECT id FROM ${call} AS id)`;
  }
  const present = { from: `${kind.name} o`, where };
  if (!at) return { search, arms: [present], at };
  if (!synced) return { search, arms: [{ from: tableAt(kind, at), where }], at };
  const then = `o.valid_from <= ${at}`;
  return {
    search,
    at,
    arms: [
      { ...present, where: [then, ...where] },
      { from: `${kind.name}_history o`, where: [then, `o.valid_to > ${at}`, ...where] },
    ],
  };
}

/**
 * A plain word as it stands in a statement. With parameters PostgreSQL plans the statement anew each time, because a plan for any value looks dearer
 * to it than one for this value (0.3 ms of 0.6); with the word in the text a filter that comes back is planned once, and for this very value.
 * Only letters, digits, dash and underscore: nothing that could end a literal.
 */
const asText = (value: unknown) =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,40}$/.test(value) ? `'${value}'` : undefined;

function conditionSql({ field, test, values: given }: Condition, values: Values): string {
  const column = `o."${field.column}"`;
  const isArray = field.type.endsWith('[]');
  switch (test) {
    case 'null':
      return `${column} IS NULL`;
    case 'set':
      return `${column} IS NOT NULL`;
    case 'gte':
      return `${column} >= ${values.add(given[0], field.type)}`;
    case 'lt':
      return `${column} < ${values.add(given[0], field.type)}`;
    case 'among':
      if (isArray) return `${column} && ${values.add(given, field.type)}`;
      return given.length === 1
        ? `${column} = ${asText(given[0]) ?? values.add(given[0], field.type)}`
        : `${column} = ANY (${values.add(given, `${field.type}[]`)})`;
  }
}

/** Neighbours by links in either direction. The links' own policy wants both ends visible. A plan is linked with what it concerns. */
function linkedIds(other: { kind: string; id: string }, kind: Kind, at: string | null, values: Values): string {
  const id = values.add(other.id, 'uuid');
  if (kind.name === 'plans')
    return `SELECT l.plan_id FROM plan_objects l WHERE l.id = ${id} AND l.kind = '${other.kind}'`;
  const tables = at ? ['links', 'links_history'] : ['links'];
  return tables
    .flatMap((table) => {
      const then = !at ? '' : ` AND l.valid_from <= ${at}${table === 'links' ? '' : ` AND l.valid_to > ${at}`}`;
      return [
        `SELECT l.to_id FROM ${table} l WHERE l.from_id = ${id} AND l.from_kind = '${other.kind}' AND l.to_kind = '${kind.name}'${then}`,
        `SELECT l.from_id FROM ${table} l WHERE l.to_id = ${id} AND l.to_kind = '${other.kind}' AND l.from_kind = '${kind.name}'${then}`,
      ];
    })
    .join(' UNION ALL ');
}

/** Sentences that may name objects of clusters which the reader does not see (hide-involved.ts): looking through them would tell of these. */
const FOR_ALL_READERS: Record<string, readonly string[]> = { findings: ['title', 'reason'] };

/** Panel kinds are small: their words are looked for in the columns themselves. */
function panelText(kind: Kind, word: string, values: Values): string {
  const fields = Object.keys(kind.fields).filter((name) => kind.fields[name]!.search);
  if (!fields.length) return 'false';
  const pattern = values.add(liked(word));
  const columns = fields.map((name) => {
    const column = `o."${columnOf(name)}"`;
    return FOR_ALL_READERS[kind.name]?.includes(name)
      ? `CASE WHEN ${READER_CLUSTERS} IS NULL THEN ${column} END`
      : column;
  });
  return `concat_ws(E'\\n', ${columns.join(', ')}) ILIKE ${pattern}`;
}
