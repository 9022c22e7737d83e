import { createHash } from 'node:crypto';
import { columnOf } from '../../contract/kinds/kind.ts';

type Form = 'text' | 'word' | 'instant' | 'json';

/**
 * What an entry says, in the order of its line. Names are added at the end, with a migration that replaces `audit_line` (0004_audit-chain.sql); another
 * order would be another hash for every entry there is.
 */
const FIELDS: readonly (readonly [name: string, form: Form])[] = [
  ['id', 'word'],
  ['at', 'instant'],
  ['actor', 'text'],
  ['actorId', 'word'],
  ['action', 'text'],
  ['objectKind', 'text'],
  ['objectId', 'word'],
  ['objectName', 'text'],
  ['address', 'text'],
  ['requestId', 'text'],
  ['planId', 'word'],
  ['before', 'json'],
  ['after', 'json'],
  ['createdAt', 'instant'],
  ['changedAt', 'instant'],
];

/** An entry as texts of PostgreSQL, so that nothing is rounded or put in another order on the way. */
export type ChainedRow = Record<string, string | null> & { hash: string | null };

const AS_TEXT: Record<Form, (column: string) => string> = {
  text: (column) => column,
  word: (column) => `${column}::text`,
  json: (column) => `${column}::text`,
  instant: (column) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
};

/** Columns of `audit a` for a ChainedRow; functions of PostgreSQL alone, which an owner of the database does not write. */
export const lineColumns = [
  ...FIELDS.map(([name, form]) => `${AS_TEXT[form](`a.${columnOf(name)}`)} AS "${name}"`),
  'a.hash',
].join(', ');

const AS_JSON: Record<Form, (value: string) => string> = {
  text: (value) => JSON.stringify(value),
  word: (value) => `"${value}"`,
  instant: (value) => `"${value}"`,
  json: (value) => value,
};

/** What stands before the first entry. */
export const NOTHING_BEFORE = '0'.repeat(64);

/** The line that an entry's hash is made of. The same as `audit_line` in the database. */
export function auditLine(number: number, previous: string, row: ChainedRow): string {
  let line = `{"number":${number},"previous":"${previous}"`;
  for (const [name, form] of FIELDS) {
    const value = row[name];
    if (value !== null && value !== undefined) line += `,"${name}":${AS_JSON[form](value)}`;
  }
  return `${line}}`;
}

export const hashOf = (line: string): string => createHash('sha256').update(line, 'utf8').digest('hex');
