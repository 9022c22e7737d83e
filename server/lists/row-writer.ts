import pg from 'pg';
import type { ColumnType } from '../../contract/kinds/field.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import { objectColumns } from './columns.ts';
import type { SentRow } from '../../model/one-trip.ts';
import { isPast, statusOf } from './status.ts';

/** What JSON cannot hold as it is. PostgreSQL's text has no NUL and is valid UTF-8. */
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0001-\u001f]/;
const quoted = (text: string) => (ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`);

/** Elements of an array as PostgreSQL writes it. */
export const readArray = pg.types.getTypeParser(1009 as number, 'text') as unknown as (
  text: string,
) => (string | null)[];

/** An array whose elements need no quotes in PostgreSQL needs none escaped in JSON either, but for NULL. */
function arrayJson(text: string): string {
  if (text === '{}') return '[]';
  if (ESCAPED.test(text) || text.includes('NULL')) return JSON.stringify(readArray(text));
  return `["${text.slice(1, -1).replaceAll(',', '","')}"]`;
}

/** "2026-11-20 09:00:00.123456+00" → "2026-11-20T09:00:00.123456Z". The session's time zone is always UTC. */
export const instantText = (text: string) => `${text.slice(0, 10)}T${text.slice(11, -3)}Z`;

const WRITERS: Record<ColumnType, (text: string) => string> = {
  text: quoted,
  uuid: (text) => `"${text}"`,
  timestamptz: (text) => `"${instantText(text)}"`,
  integer: (text) => text,
  bigint: (text) => text,
  'double precision': (text) => (Number.isFinite(Number(text)) ? text : 'null'),
  boolean: (text) => (text === 't' ? 'true' : 'false'),
  jsonb: (text) => text,
  'text[]': arrayJson,
  'uuid[]': arrayJson,
};

/**
 * Writes rows as JSON from what PostgreSQL sent, unread. Reading 50 rows into objects and arrays and writing these out again is most of what a list
 * costs beside the database.
 */
export interface RowWriter {
  /** The row as JSON. `now` is null for the past, which has no freshness. */
  write(row: SentRow, now: string | null): string;
  /** What stands in a column, as the API says it. */
  value(row: SentRow, name: string): string | null;
}

const writers = new Map<string, RowWriter>();

/** For rows of `objectColumns`, which are the same columns with and without `at`. */
export function rowWriter(kind: Kind): RowWriter {
  let made = writers.get(kind.name);
  if (!made) writers.set(kind.name, (made = compile(kind)));
  return made;
}

function compile(kind: Kind): RowWriter {
  const columns = objectColumns(kind, null);
  const place = (name: string) => columns.findIndex((column) => column.name === name);
  const prefixes = columns.map(({ name }, n) => `${n ? ',' : '{'}"${name}":`);
  const write = columns.map(({ type }) => WRITERS[type]);
  const status = place('status');
  const [gone, closed, worst, stale] = [place('goneAt'), place('closedAt'), place('worstFinding'), place('staleAt')];
  const word = kind.status ? place(kind.status.field) : -1;

  const statusWord = (row: SentRow, now: string | null) => {
    const staleAt = stale < 0 ? null : row[stale]!;
    return statusOf(kind, {
      gone: gone >= 0 && row[gone] !== null,
      closed: closed >= 0 && row[closed] !== null,
      word: word < 0 ? null : row[word]!,
      worstFinding: worst < 0 ? null : row[worst]!,
      stale: now !== null && staleAt !== null && isPast(staleAt, now),
    });
  };
  return {
    write(row, now) {
      let json = '';
      for (let n = 0; n < prefixes.length; n++) {
        const text = n === status ? statusWord(row, now) : row[n]!;
        json += prefixes[n]! + (text === null ? 'null' : write[n]!(text));
      }
      return `${json}}`;
    },
    value(row, name) {
      const n = place(name);
      const text = row[n] ?? null;
      return text !== null && columns[n]?.type === 'timestamptz' ? instantText(text) : text;
    },
  };
}
