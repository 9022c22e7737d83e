import type { Kind } from '../../contract/kinds/kind.ts';
import type { Queryable } from '../database.ts';
import { type Column, columnsOfKind, columnSql } from './columns.ts';
import { createIndex, createKind, historyIndexes, type Index, kindIndexes } from './tables.ts';

interface Found {
  name: string;
  type: string;
  notNull: boolean;
}

async function columnsOf(db: Queryable, table: string): Promise<Map<string, Found>> {
  const { rows } = await db.query<Found>(
    `SELECT attname AS name, replace(format_type(atttypid, atttypmod), 'timestamp with time zone', 'timestamptz') AS type, attnotnull AS "notNull"
       FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [table],
  );
  return new Map(rows.map((row) => [row.name, row]));
}

async function indexesOf(db: Queryable, table: string): Promise<Set<string>> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = to_regclass($1)`,
    [table],
  );
  return new Set(rows.map((row) => row.name));
}

/** What an added column holds in rows that are already there. */
const EMPTY: Record<string, string> = {
  text: `''`,
  'text[]': `'{}'`,
  'uuid[]': `'{}'`,
  integer: '0',
  bigint: '0',
  boolean: 'false',
  jsonb: `'{}'`,
};

function addColumn(table: string, column: Column): string[] {
  const plain = columnSql(column);
  if (!column.notNull || column.fallback) return [`ALTER TABLE ${table} ADD COLUMN ${plain};`];
  const empty = EMPTY[column.type];
  if (!empty)
    return [
      `-- ${table}.${column.name} is new and never empty: say what it holds in rows that are there`,
      `ALTER TABLE ${table} ADD COLUMN ${plain};`,
    ];
  return [
    `ALTER TABLE ${table} ADD COLUMN ${plain} DEFAULT ${empty};`,
    `ALTER TABLE ${table} ALTER COLUMN "${column.name}" DROP DEFAULT;`,
  ];
}

async function tableDrift(
  db: Queryable,
  table: string,
  declared: Column[],
  indexes: Index[],
  own: string[],
): Promise<string[]> {
  const found = await columnsOf(db, table);
  const lines: string[] = [];
  for (const column of declared) {
    const there = found.get(column.name);
    if (!there) lines.push(...addColumn(table, column));
    else if (there.type !== column.type)
      lines.push(
        `ALTER TABLE ${table} ALTER COLUMN "${column.name}" TYPE ${column.type} USING "${column.name}"::${column.type};`,
      );
    else if (there.notNull !== column.notNull)
      lines.push(`ALTER TABLE ${table} ALTER COLUMN "${column.name}" ${column.notNull ? 'SET' : 'DROP'} NOT NULL;`);
  }
  for (const name of found.keys())
    if (!own.includes(name) && !declared.some((column) => column.name === name))
      lines.push(`ALTER TABLE ${table} DROP COLUMN "${name}";`);
  const there = await indexesOf(db, table);
  for (const index of indexes) if (!there.has(index.name)) lines.push(createIndex(index));
  return lines;
}

/** The SQL by which a database comes from what it has to what a kind declares: table and twin together. Empty: they agree. */
export async function kindDrift(db: Queryable, kind: Kind): Promise<string[]> {
  if ((await columnsOf(db, kind.name)).size === 0) return [createKind(kind)];
  const declared = columnsOfKind(kind);
  const current = await tableDrift(db, kind.name, declared, kindIndexes(kind), []);
  if (kind.origin === 'panel') return current;
  return [...current, ...(await tableDrift(db, `${kind.name}_history`, declared, historyIndexes(kind), ['valid_to']))];
}
