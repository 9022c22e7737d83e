import { read, write } from '../app/preferences.ts';
import { extraFields } from '../kinds/extras.ts';
import type { WebField, WebKind } from '../kinds/web-kind.ts';
import { sortable } from './list-state.ts';

export interface Column {
  name: string;
  label: string;
  about: string;
  /** Width as a track of CSS grid. */
  track: string;
  numeric: boolean;
  sort: boolean;
  /** Absent for columns that every synced kind has. */
  field: WebField | null;
  /** Shown unless the reader chose otherwise. */
  usual: boolean;
}

const TRACKS: Record<WebField['format'], string> = {
  plain: 'minmax(130px, 1fr)',
  machine: 'minmax(130px, 1fr)',
  when: 'minmax(104px, 0.7fr)',
  seconds: '88px',
  count: '96px',
  tags: 'minmax(180px, 1.4fr)',
  state: 'minmax(96px, 0.7fr)',
};

/** Widths that the format alone does not tell. */
const OWN_TRACKS: Record<string, string> = {
  'findings.severity': '108px',
  'findings.state': '76px',
  'findings.rule': 'minmax(120px, 0.8fr)',
};

const track = (kind: WebKind, field: WebField) => {
  const own = OWN_TRACKS[`${kind.name}.${field.name}`];
  if (own) return own;
  if (field.boolean) return '88px';
  return field.shape === 'many' ? 'minmax(150px, 1.3fr)' : TRACKS[field.format];
};

const plain = (name: string, label: string, about: string, more: Partial<Column> = {}): Column => ({
  name,
  label,
  about,
  track: 'minmax(110px, 0.8fr)',
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
    track: kind.title === 'name' ? 'minmax(250px, 2.6fr)' : 'minmax(340px, 4fr)',
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
      track: track(kind, field),
      numeric: (field.format === 'count' || field.format === 'seconds') && field.shape === 'one',
      sort: sortable(kind, field.name),
      field,
      usual: field.list,
    }));
}

/** The last column: freshness. */
export const lastColumn = (kind: WebKind): Column | null =>
  kind.synced ? plain('seenAt', 'Seen', 'When it was last seen, and by which source.', { track: '152px' }) : null;

const preference = (kind: WebKind) => `columns:${kind.name}`;

/** Names of the chosen columns; null: the usual ones. */
export const chosenColumns = (kind: WebKind): string[] | null => read<string[] | null>(preference(kind), null);
export const chooseColumns = (kind: WebKind, names: readonly string[] | null): void => write(preference(kind), names);

/** Chosen names may be of an older version: unknown ones are left out. */
export function shownColumns(kind: WebKind, chosen: readonly string[] | null, inOneCluster: boolean): Column[] {
  const all = middleColumns(kind);
  const middle = chosen
    ? all.filter((column) => chosen.includes(column.name))
    : all.filter((column) => column.usual && !(inOneCluster && column.name === 'clusterId'));
  const last = lastColumn(kind);
  return [titleColumn(kind), ...middle, ...(last ? [last] : [])];
}
