import { z } from 'zod';

/** How a value is kept in PostgreSQL. Arrays are native arrays, `json` is jsonb. */
export type ColumnType =
  | 'text'
  | 'text[]'
  | 'integer'
  | 'bigint'
  | 'double precision'
  | 'boolean'
  | 'timestamptz'
  | 'uuid'
  | 'uuid[]'
  | 'jsonb';

/** What a number counts. `share` is 0–1 and shown as a percentage; the rates are a second. */
export type Unit = 'count' | 'seconds' | 'bytes' | 'share' | 'bytes-per-second' | 'per-second';

/** How a value is shown: `machine` words are monospace and copied by one click, `when` is relative with the exact time on hover. */
export type Format = 'plain' | 'machine' | 'when' | 'tags' | 'state' | Unit;

export interface FieldOptions {
  label?: string;
  /** Free text and ⌘K look into it. */
  search?: boolean;
  /** An index exists; lists may be sorted by it. */
  sort?: boolean;
  /** `<field>=` narrows lists by it. */
  filter?: boolean;
  /** Shown as a column of lists unless the reader chose others. */
  list?: boolean;
  /** Changes all the time: kept in `<kind>_now`, without history and change events. */
  volatile?: boolean;
  /** Write-only: sealed, never served. */
  secret?: boolean;
  /** May be megabytes: null in lists; the object has it. */
  bulky?: boolean;
  format?: Format;
  /** The kind whose id this is. */
  ref?: string;
}

export interface Field<S extends z.ZodType = z.ZodType> extends FieldOptions {
  schema: S;
  column: ColumnType;
  about: string;
  nullable: boolean;
}

const make =
  <S extends z.ZodType>(column: ColumnType, schema: S, format: Format) =>
  (about: string, options: FieldOptions = {}): Field<S> => ({
    format,
    ...options,
    schema,
    column,
    about,
    nullable: false,
  });

/** ISO 8601 with zone, as the API speaks it. PostgreSQL knows neither a year 0 nor zones of 16 hours and more. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => !/^0000|[+-](1[6-9]|2\d):\d\d$/.test(text), 'not an instant with a zone below 16 hours');

export const text = make('text', z.string(), 'plain');
export const machine = make('text', z.string(), 'machine');
export const texts = make('text[]', z.array(z.string()), 'machine');
export const integer = make('integer', z.int(), 'count');
export const seconds = make('integer', z.int(), 'seconds');
export const bigint = make('bigint', z.int(), 'count');
/** A size in bytes. */
export const bytes = make('bigint', z.int(), 'bytes');
export const boolean = make('boolean', z.boolean(), 'plain');
export const time = make('timestamptz', instant, 'when');
export const uuid = make('uuid', z.uuid(), 'machine');
export const uuids = make('uuid[]', z.array(z.uuid()), 'machine');
export const tags = make('jsonb', z.record(z.string(), z.string()), 'tags');

/** One of a closed list of words. The list is the provider's, plus `unknown` where providers add words over time. */
export const oneOf = <const W extends readonly [string, ...string[]]>(
  words: W,
  about: string,
  options: FieldOptions = {},
): Field<z.ZodEnum<{ [K in W[number]]: K }>> => make('text', z.enum(words), 'state')(about, options);

export const json = <S extends z.ZodType>(schema: S, about: string, options: FieldOptions = {}): Field<S> =>
  make('jsonb', schema, 'plain')(about, options);

export const optional = <S extends z.ZodType>(field: Field<S>): Field<z.ZodNullable<S>> => ({
  ...field,
  schema: field.schema.nullable(),
  nullable: true,
});

/** A field that no pull brings: it is measured on a schedule of its own, and has a chart. */
export type Measured = Field<z.ZodNullable<z.ZodNumber>> & { measured: true };

/** A number that changes all the time. Empty where it cannot be told, such as a rate before the second look. */
export const measured = (unit: Unit, about: string, options: FieldOptions = {}): Measured => ({
  ...optional(make('double precision', z.number(), unit)(about, { ...options, volatile: true })),
  measured: true,
});

export const isMeasured = (field: Field): field is Measured => 'measured' in field;
