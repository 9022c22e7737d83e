import type { WebField, WebKind } from './web-kind.ts';

const field = (name: string, label: string, about: string, more: Partial<WebField> = {}): WebField => ({
  name,
  label,
  about,
  format: 'machine',
  shape: 'one',
  boolean: false,
  search: false,
  sort: false,
  filter: false,
  list: false,
  nullable: false,
  volatile: false,
  measured: false,
  secret: false,
  ref: null,
  words: null,
  properties: null,
  ...more,
});

const CLUSTER = field('clusterId', 'Cluster', 'Cluster that it belongs to.', {
  filter: true,
  nullable: true,
  ref: 'clusters',
  list: true,
});
const CHANGED = field('changedAt', 'Changed', 'Last change.', { format: 'when', sort: true });

/** What every synced object carries beside the fields of its kind, as lists may ask for it. */
const SYNCED: readonly WebField[] = [
  field('key', 'Id at the provider', 'The provider’s own id.', { filter: true }),
  field('sourceId', 'Source', 'Source that lists it.', { filter: true, ref: 'sources' }),
  field('scope', 'Scope', 'The part of the source that lists it.'),
  CHANGED,
  field('firstSeenAt', 'First seen', 'When it was first seen.', { format: 'when', sort: true }),
  field('goneAt', 'Gone', 'When it went.', { format: 'when', nullable: true }),
];
const PANEL: readonly WebField[] = [
  CHANGED,
  field('createdAt', 'Created', 'When it was made here.', { format: 'when', sort: true }),
];

const made = new Map<string, readonly WebField[]>();

/** Fields of every object of a kind, in addition to its own. */
export function extraFields(kind: WebKind): readonly WebField[] {
  const known = made.get(kind.name);
  if (known) return known;
  const own = new Set(kind.fields.map(({ name }) => name));
  const all = [...(kind.visibility === 'cluster' ? [CLUSTER] : []), ...(kind.synced ? SYNCED : PANEL)];
  const extras = all.filter(({ name }) => !own.has(name));
  made.set(kind.name, extras);
  return extras;
}

/** A field of the kind or one that every object has. */
export const anyField = (kind: WebKind, name: string): WebField | undefined =>
  kind.fields.find((one) => one.name === name) ?? extraFields(kind).find((one) => one.name === name);

const RANGED = new Set<WebField['format']>(['when', 'count', 'seconds', 'bytes']);
/** `.gte` and `.lt` */
export const hasRange = (one: WebField): boolean => RANGED.has(one.format) && one.shape === 'one';
/** Whether a list may be narrowed by it at all. */
export const canNarrow = (one: WebField): boolean =>
  one.filter || (hasRange(one) && (one.sort || one.format === 'when'));
