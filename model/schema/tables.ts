import { columnOf, fieldsWhere, type Kind } from '../../contract/kinds/kind.ts';
import { columnsOfKind, columnSql } from './columns.ts';

export interface Index {
  name: string;
  on: string;
  /** `USING … (…)`, with its opclass and predicate. */
  definition: string;
}

const index = (on: string, suffix: string, definition: string): Index => ({ name: `${on}_${suffix}`, on, definition });

export const sortColumns = (kind: Kind) => fieldsWhere(kind, (field) => field.sort && !field.volatile).map(columnOf);

/** Lists are read in one of these orders, `id` last; readers of some clusters enter by the cluster. */
function listIndexes(kind: Kind, table: string): Index[] {
  return [
    ...sortColumns(kind).map((column) => index(table, column, `USING btree (${column}, id)`)),
    ...(kind.visibility === 'cluster'
      ? [index(table, 'cluster', `USING btree (cluster_id, ${columnOf(kind.order.replace('-', ''))}, id)`)]
      : []),
  ];
}

export function kindIndexes(kind: Kind): Index[] {
  const table = kind.name;
  if (kind.origin === 'panel') return listIndexes(kind, table);
  return [
    index(table, 'identity', 'UNIQUE (realm, key)'),
    index(table, 'scope', 'USING btree (scope_id, id) WHERE gone_at IS NULL'),
    index(table, 'gone', 'USING btree (gone_at) WHERE gone_at IS NOT NULL'),
    index(table, 'valid_from', 'USING btree (valid_from, id)'),
    index(table, 'search', 'USING gin (search gin_trgm_ops)'),
    ...listIndexes(kind, table),
  ];
}

/**
 * Same leading columns as the current table, so that both branches of `?at=` can be merged in order. By `valid_to` the versions that ended lately are
 * found among them all. A block range index would cost a merge nothing, where this costs a microsecond a version; but PostgreSQL believes that one
 * ten times dearer to read than it is, and reads all of the history in order instead.
 */
export function historyIndexes(kind: Kind): Index[] {
  const table = `${kind.name}_history`;
  return [
    index(table, 'id', 'USING btree (id, valid_from)'),
    index(table, 'valid_from', 'USING btree (valid_from, id)'),
    index(table, 'valid_to', 'USING btree (valid_to)'),
    ...listIndexes(kind, table),
  ];
}

export const createIndex = ({ name, on, definition }: Index) =>
  definition.startsWith('UNIQUE')
    ? `CREATE UNIQUE INDEX ${name} ON ${on} ${definition.replace('UNIQUE ', '')};`
    : `CREATE INDEX ${name} ON ${on} ${definition};`;

const lines = (columns: string[]) => columns.map((one) => `  ${one}`).join(',\n');

/** Table, twin and indexes of a kind as its declaration has them now: the text of a first migration. */
export function createKind(kind: Kind): string {
  const columns = columnsOfKind(kind).map(columnSql);
  const table = `CREATE TABLE ${kind.name} (\n${lines([...columns, 'PRIMARY KEY (id)'])}\n);`;
  if (kind.origin === 'panel') return [table, ...kindIndexes(kind).map(createIndex)].join('\n');
  const twin = `CREATE TABLE ${kind.name}_history (\n${lines([...columns, 'valid_to timestamptz NOT NULL'])}\n) PARTITION BY RANGE (valid_to);`;
  return [
    table,
    ...kindIndexes(kind).map(createIndex),
    twin,
    `CREATE TABLE ${kind.name}_history_rest PARTITION OF ${kind.name}_history DEFAULT;`,
    ...historyIndexes(kind).map(createIndex),
  ].join('\n');
}
