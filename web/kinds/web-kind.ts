import { type Field, type Format, isMeasured } from '../../contract/kinds/field.ts';
import {
  hasPast,
  pathOf,
  takesLinkedTo,
  type Group,
  type Kind,
  type Status,
  type Visibility,
} from '../../contract/kinds/kind.ts';
import { labelOf } from '../../contract/kinds/label.ts';
import { measuredEvery } from '../../contract/systems/all.ts';

/** A field as pages need it: plain data, no schema. */
export interface WebField {
  name: string;
  label: string;
  about: string;
  format: Format;
  /** How the value is made up: one value, several, or a structure. */
  shape: 'one' | 'many' | 'structure';
  boolean: boolean;
  search: boolean;
  sort: boolean;
  filter: boolean;
  list: boolean;
  nullable: boolean;
  volatile: boolean;
  /** It has a chart. */
  measured: boolean;
  secret: boolean;
  ref: string | null;
  /** The closed list of words of an enumeration. */
  words: readonly string[] | null;
  /** Properties of each item of a structure, in the order in which they are declared. */
  properties: readonly string[] | null;
}

/** A kind as pages need it. Made from the contract's declaration, so a new kind gets its pages from there. */
export interface WebKind {
  name: string;
  path: string;
  one: string;
  many: string;
  about: string;
  group: Group;
  synced: boolean;
  /** Its lists can be narrowed to what is linked with an object. */
  linked: boolean;
  /** It can be shown as it was at an instant. */
  past: boolean;
  visibility: Visibility;
  order: string;
  /** The field that names an object. */
  title: string;
  status: { field: string; words: Record<string, Status> } | null;
  /** Which conditions membership rules may ask of it. */
  conditions: readonly string[];
  console: Kind['console'] | null;
  /** Kind of the object that it is on or in. */
  parent: string | null;
  /** Seconds between measurements; null: nothing is measured of it. */
  measuredEvery: number | null;
  fields: readonly WebField[];
}

/** A nullable or defaulted schema hides the enumeration inside it. */
function wordsOf(schema: unknown): readonly string[] | null {
  const { def, options } = schema as { def?: { innerType?: unknown; type?: string }; options?: unknown };
  if (def?.type === 'enum' && Array.isArray(options)) return options as string[];
  return def?.innerType ? wordsOf(def.innerType) : null;
}

/** What an array's items are made of. */
function propertiesOf(schema: unknown): readonly string[] | null {
  const { def } = schema as { def?: { type?: string; element?: { def?: { type?: string; shape?: object } } } };
  const item = def?.type === 'array' ? def.element?.def : undefined;
  return item?.type === 'object' && item.shape ? Object.keys(item.shape) : null;
}

const shapeOf = (field: Field): WebField['shape'] => {
  if (field.column === 'text[]' || field.column === 'uuid[]') return 'many';
  return field.column === 'jsonb' && field.format !== 'tags' ? 'structure' : 'one';
};

const webField = (name: string, field: Field): WebField => ({
  name,
  label: labelOf(name, field),
  about: field.about,
  format: field.format ?? 'plain',
  shape: shapeOf(field),
  boolean: field.column === 'boolean',
  search: field.search ?? false,
  sort: field.sort ?? false,
  filter: field.filter ?? false,
  list: field.list ?? false,
  nullable: field.nullable,
  volatile: field.volatile ?? false,
  measured: isMeasured(field),
  secret: field.secret ?? false,
  ref: field.ref ?? null,
  words: wordsOf(field.schema),
  properties: propertiesOf(field.schema),
});

const TITLES = ['name', 'title', 'action', 'startedAt'];

export function webKind(kind: Kind): WebKind {
  const fields = Object.entries(kind.fields).map(([name, field]) => webField(name, field));
  return {
    name: kind.name,
    path: pathOf(kind),
    one: kind.one,
    many: kind.many,
    about: kind.about,
    group: kind.group,
    synced: kind.origin === 'synced',
    linked: takesLinkedTo(kind),
    past: hasPast(kind),
    visibility: kind.visibility,
    order: kind.order,
    title: TITLES.find((name) => name in kind.fields) ?? 'id',
    status: kind.status ?? null,
    conditions: Object.keys(kind.membership ?? {}),
    console: kind.console ?? null,
    parent: kind.parent?.kind ?? null,
    measuredEvery: fields.some((field) => field.measured) ? measuredEvery(kind.name) : null,
    fields: fields.filter((field) => !field.secret),
  };
}
