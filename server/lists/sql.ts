import type { Kind } from '../../contract/kinds/kind.ts';
import { objectColumns, objectJoins, selected, tableColumns } from './columns.ts';
import { type Arm, parts, SEARCH_CAP, tableAt, Values } from './conditions.ts';
import type { ListAsk } from './grammar.ts';

/** Totals are exact to here. */
export const COUNT_CAP = 10_001;

export interface Statement {
  text: string;
  values: unknown[];
}

const orderBy = ({ sort }: ListAsk) => {
  const direction = sort.descending ? ' DESC' : '';
  const column = sort.field.name === 'firstSeenAt' ? 'id' : sort.field.column;
  return column === 'id' ? `o.id${direction}` : `o."${column}"${direction}, o.id${direction}`;
};

/** Where the next page begins. Empty values are the greatest, as in the index. */
function afterSql({ sort, after }: ListAsk, values: Values): string[] {
  if (!after) return [];
  const id = values.add(after.id, 'uuid');
  const than = sort.descending ? '<' : '>';
  if (sort.field.name === 'firstSeenAt') return [`o.id ${than} ${id}`];
  const column = `o."${sort.field.column}"`;
  if (after.value === null) {
    const following = `(${column} IS NULL AND o.id ${than} ${id})`;
    return [sort.descending ? `(${column} IS NOT NULL OR ${following})` : following];
  }
  const value = values.add(after.value, sort.field.type);
  const rows = `(${column}, o.id) ${than} (${value}, ${id})`;
  return [sort.descending || !sort.field.nullable ? rows : `(${rows} OR ${column} IS NULL)`];
}

const all = (where: string[]) => (where.length ? where.join(' AND ') : 'true');
const withSearch = (search: string | null) => (search ? `WITH ${search} ` : '');

/**
 * The chosen rows of each arm. Each has its own order and limit, so that each is read by the index that serves it: as one table of both, PostgreSQL
 * reads and sorts every version.
 */
const armsSql = (arms: readonly Arm[], columns: string, tail = '') =>
  arms.map(({ from, where }) => `(SELECT ${columns} FROM ${from} WHERE ${all(where)}${tail})`).join(' UNION ALL ');

const rowColumns = (kind: Kind) =>
  tableColumns(kind)
    .map((column) => `o.${column}`)
    .join(', ');

/** A page: the rows are chosen first, and only these are joined with what else is shown of them. One row more tells that there is more. */
export function pageStatement(ask: ListAsk): Statement {
  const values = new Values();
  const { search, arms, at } = parts(ask, values);
  const after = afterSql(ask, values);
  const capped = search ? `, (SELECT count(*) FROM found) >= ${SEARCH_CAP} AS "searchCapped"` : '';
  // In the text, as checked numbers: with a parameter a kept plan expects a tenth of the table, and sorts it.
  const limit = ask.limit + 1;
  const { offset } = ask;
  const order = orderBy(ask);
  const page = arms.map(({ from, where }) => ({ from, where: [...where, ...after] }));
  const slice = ` ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`;
  const chosen = at
    ? `SELECT * FROM (${armsSql(page, rowColumns(ask.kind), ` ORDER BY ${order} LIMIT ${limit + offset}`)}) o${slice}`
    : armsSql(page, rowColumns(ask.kind), slice);
  return {
    text: `${withSearch(search)}SELECT ${selected(objectColumns(ask.kind, at, false))}${capped}
FROM (${chosen}) o
${objectJoins(ask.kind, at)} ORDER BY ${order}`,
    values: values.list,
  };
}

/** All rows in their order, for streaming. */
export function streamStatement(ask: ListAsk): Statement {
  const values = new Values();
  const { search, arms, at } = parts(ask, values, null);
  const after = afterSql(ask, values);
  const chosen = armsSql(
    arms.map(({ from, where }) => ({ from, where: [...where, ...after] })),
    rowColumns(ask.kind),
  );
  return {
    text: `${withSearch(search)}SELECT ${selected(objectColumns(ask.kind, at, false))} FROM (${chosen}) o
${objectJoins(ask.kind, at)} ORDER BY ${orderBy(ask)}`,
    values: values.list,
  };
}

export function countStatement(ask: ListAsk): Statement {
  const values = new Values();
  const { search, arms } = parts(ask, values);
  return {
    text: `${withSearch(search)}SELECT count(*)::int AS count FROM (${armsSql(arms, '1')} LIMIT ${COUNT_CAP}) z`,
    values: values.list,
  };
}

/**
 * PostgreSQL's own estimate, to be asked for as a reader of all clusters, with the reader's own clusters in the statement. The policy of a reader of
 * some looks them up, and a planner that does not know which they are expects the same of all.
 */
export function estimateStatement(ask: ListAsk, clusterIds: readonly string[] | null): Statement {
  const values = new Values();
  const { search, arms } = parts(ask, values);
  const scoped = clusterIds !== null && ask.kind.visibility === 'cluster';
  const own = scoped ? ownClusters(clusterIds, values) : [[]];
  const seen = arms.flatMap(({ from, where }) => own.map((cluster) => ({ from, where: [...where, ...cluster] })));
  return {
    text: `EXPLAIN (FORMAT JSON) ${withSearch(search)}${armsSql(seen, '1')}`,
    values: values.list,
  };
}

/**
 * Each cluster is estimated by itself: where several have nearly all rows among them, `= ANY` adds up to a trace more than all, which PostgreSQL takes
 * for chances that have nothing to do with each other (`scalararraysel`): 7 of 9 for a third and two thirds.
 */
function ownClusters(clusterIds: readonly string[], values: Values): string[][] {
  if (clusterIds.length > 20) return [[`o.cluster_id = ANY (${values.add(clusterIds, 'uuid[]')})`]];
  return clusterIds.length ? clusterIds.map((id) => [`o.cluster_id = ${values.add(id, 'uuid')}`]) : [['false']];
}

/** One object, gone or not. */
export function objectStatement(kind: Kind, atGiven: boolean): string {
  const at = atGiven ? '$2::timestamptz' : null;
  const removed = kind.name === 'sources' ? ' AND o.removed_at IS NULL' : '';
  return `SELECT ${selected(objectColumns(kind, at))} FROM ${tableAt(kind, at)} ${objectJoins(kind, at)} WHERE o.id = $1::uuid${removed}`;
}
