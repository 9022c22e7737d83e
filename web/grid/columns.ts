import { read, write } from '../app/preferences.ts';
import { extraFields } from '../kinds/extras.ts';
import type { WebField, WebKind } from '../kinds/web-kind.ts';
import { isUnit } from '../ui/quantity.ts';
import { sortable } from './list-state.ts';

export interface Column {
  name: string;
  label: string;
  about: string;
  /** In px; null: as wide as its values ask for. */
  width: number | null;
  numeric: boolean;
  sort: boolean;
  /** Absent for columns that every synced kind has. */
  field: WebField | null;
  /** Shown unless the reader chose otherwise. */
  usual: boolean;
}

/** Widths in px that do not depend on the rows; heads may ask for more. */
const WIDTHS: Partial<Record<WebField['format'], number>> = {
  when: 124,
  seconds: 72,
  count: 72,
  bytes: 88,
  share: 68,
  'bytes-per-second': 104,
  'per-second': 84,
};

/** Widths that the format alone does not tell. */
const OWN_WIDTHS: Record<string, number> = {
  'findings.severity': 108,
  'sources.health': 120,
  'sync_runs.state': 120,
  'plans.state': 136,
  'storage_pools.allocation': 148,
};
/** The name of an object that is only known by its id when widths are shared out. */
const REFERENCE = 116;

const width = (kind: WebKind, field: WebField): number | null => {
  if (field.boolean) return 64;
  if (field.ref) return REFERENCE;
  return OWN_WIDTHS[`${kind.name}.${field.name}`] ?? WIDTHS[field.format] ?? null;
};

const plain = (name: string, label: string, about: string, more: Partial<Column> = {}): Column => ({
  name,
  label,
  about,
  width: null,
  numeric: false,
  sort: false,
  field: null,
  usual: false,
  ...more,
});

/** The first column: status, and what the object is called. */
export function titleColumn(kind: WebKind): Column {
  const field = kind.fields.find((one) => one.name === kind.title);
  return plain(kind.title, field?.label ?? 'Id', field?.about ?? '', {
    sort: sortable(kind, kind.title),
    usual: true,
  });
}

/** What can stand between the first and the last column. */
export function middleColumns(kind: WebKind): Column[] {
  return [...kind.fields, ...extraFields(kind)]
    .filter((field) => field.name !== kind.title && (field.shape !== 'structure' || field.list))
    .map((field) => ({
      name: field.name,
      label: field.label,
      about: field.about,
      width: width(kind, field),
      numeric: isUnit(field.format) && field.shape === 'one',
      sort: sortable(kind, field.name),
      field,
      usual: field.list,
    }));
}

/** The last column: freshness. The past has none: when a version was first seen says nothing about how fresh it was then. */
export const lastColumn = (kind: WebKind, past: boolean): Column | null =>
  kind.synced && !past ? plain('seenAt', 'Seen', 'When it was last seen, and by which source.', { width: 132 }) : null;

const preference = (kind: WebKind) => `columns:${kind.name}`;

/** Names of the chosen columns; null: the usual ones. */
export const chosenColumns = (kind: WebKind): string[] | null => read<string[] | null>(preference(kind), null);
export const chooseColumns = (kind: WebKind, names: readonly string[] | null): void => write(preference(kind), names);

/** Chosen names may be of an older version: unknown ones are left out. */
export function shownColumns(
  kind: WebKind,
  chosen: readonly string[] | null,
  { inOneCluster = false, past = false }: { inOneCluster?: boolean; past?: boolean } = {},
): Column[] {
  const all = middleColumns(kind);
  const middle = chosen
    ? all.filter((column) => chosen.includes(column.name))
    : all.filter((column) => column.usual && !(inOneCluster && column.name === 'clusterId'));
  const last = lastColumn(kind, past);
  return [titleColumn(kind), ...middle, ...(last ? [last] : [])];
}
