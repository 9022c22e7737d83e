import { z } from 'zod';
import { type ColumnType, instant } from '../../contract/kinds/field.ts';
import { columnOf, type Kind } from '../../contract/kinds/kind.ts';

/** A field as lists may ask for it. */
export interface QueryField {
  name: string;
  column: string;
  type: ColumnType;
  /** `<field>=` */
  filter: boolean;
  /** `.gte` and `.lt` */
  range: boolean;
  nullable: boolean;
  sort: boolean;
  /** The closed list of words, where there is one. */
  words: readonly string[] | null;
}

const RANGED: readonly ColumnType[] = ['timestamptz', 'integer', 'bigint'];

const extra = (name: string, type: ColumnType, more: Partial<QueryField> = {}): QueryField => ({
  name,
  column: columnOf(name),
  type,
  filter: false,
  range: RANGED.includes(type),
  nullable: false,
  sort: false,
  words: null,
  ...more,
});

/** What every synced object has beside its own fields. Ids are made in the order of first sight, so that order is theirs. */
const PROVENANCE: QueryField[] = [
  extra('key', 'text', { filter: true }),
  extra('realm', 'text', { filter: true }),
  extra('sourceId', 'uuid', { filter: true }),
  extra('runId', 'uuid', { filter: true, nullable: true }),
  extra('changedAt', 'timestamptz', { column: 'valid_from', sort: true }),
  extra('firstSeenAt', 'timestamptz', { sort: true }),
  extra('goneAt', 'timestamptz', { nullable: true }),
];
const CLUSTER = extra('clusterId', 'uuid', { filter: true, nullable: true });
const PANEL: QueryField[] = [
  extra('createdAt', 'timestamptz', { sort: true }),
  extra('changedAt', 'timestamptz', { sort: true }),
];

const fieldsOf = new Map<string, Map<string, QueryField>>();

export function queryFields(kind: Kind): Map<string, QueryField> {
  let made = fieldsOf.get(kind.name);
  if (made) return made;
  made = new Map();
  const extras = kind.origin === 'synced' ? PROVENANCE : PANEL;
  for (const one of [...extras, ...(kind.visibility === 'cluster' ? [CLUSTER] : [])]) made.set(one.name, one);
  for (const [name, field] of Object.entries(kind.fields)) {
    if (field.volatile || field.secret) continue;
    made.set(name, {
      name,
      column: columnOf(name),
      type: field.column,
      filter: field.filter ?? false,
      range: RANGED.includes(field.column) && Boolean(field.filter || field.sort),
      nullable: field.nullable,
      sort: field.sort ?? false,
      words: wordsOf(field.schema),
    });
  }
  fieldsOf.set(kind.name, made);
  return made;
}

/** A nullable or defaulted schema hides the enumeration inside it. */
function wordsOf(schema: z.ZodType): readonly string[] | null {
  if (schema instanceof z.ZodEnum) return schema.options as string[];
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) return wordsOf(schema.unwrap() as z.ZodType);
  return null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string) => UUID.test(text);

/** `2026-11-20`, `2026-11-20T09:00Z` or full ISO 8601; undefined for anything else. Microseconds are kept. */
export function instantOf(text: string): string | undefined {
  // In a query string a plus that was not encoded arrives as a space.
  const given = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text.replace(/ (\d\d:\d\d)$/, '+$1');
  return instant.safeParse(given).success ? given : undefined;
}

const TRUE = new Set(['true', 'yes', '1']);
const FALSE = new Set(['false', 'no', '0']);

/** A value of a field as PostgreSQL takes it, or `wrong` with the reason. */
export function valueOf(field: QueryField, text: string): { value: unknown } | { wrong: string } {
  if (field.words)
    return field.words.includes(text)
      ? { value: text }
      : { wrong: `"${cut(text)}" is none of ${field.words.join(', ')}` };
  switch (field.type) {
    case 'uuid':
    case 'uuid[]':
      return isUuid(text) ? { value: text } : { wrong: `"${cut(text)}" is not an id` };
    case 'boolean':
      if (TRUE.has(text.toLowerCase())) return { value: true };
      return FALSE.has(text.toLowerCase()) ? { value: false } : { wrong: `"${cut(text)}" is neither true nor false` };
    case 'integer':
    case 'bigint': {
      const largest = field.type === 'integer' ? 2_147_483_647 : Number.MAX_SAFE_INTEGER;
      const number = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      return Math.abs(number) <= largest ? { value: number } : { wrong: `"${cut(text)}" is not a whole number` };
    }
    case 'timestamptz': {
      const value = instantOf(text);
      return value ? { value } : { wrong: `"${cut(text)}" is not an instant such as 2026-11-20T09:00:00Z` };
    }
    default:
      return text.includes('\0') ? { wrong: 'a NUL byte is in it' } : { value: text };
  }
}

const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
