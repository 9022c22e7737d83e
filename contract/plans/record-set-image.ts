import type { RecordSetImage, ValueImage } from './record-set-shape.ts';

// Without the schemas: the UI ships what plans are described by.
export type { RecordSetImage, ValueImage };

export const contentsOf = (image: Pick<RecordSetImage, 'values'>): string[] =>
  image.values.filter((value) => !value.disabled).map(({ content }) => content);

/** A value with all that is said of it, its own or the set's. */
export interface WholeValue {
  content: string;
  disabled: boolean;
  ttl: number | null;
  proxied: boolean | null;
  comment: string | null;
  tags: string[];
  settings: Record<string, unknown>;
}

export const wholeValue = (set: RecordSetImage, { content, disabled, own }: ValueImage): WholeValue => ({
  content,
  disabled: disabled ?? false,
  ttl: own?.ttl === undefined ? set.ttl : own.ttl,
  proxied: own?.proxied === undefined ? set.proxied : own.proxied,
  comment: own?.comment === undefined ? set.comment : own.comment,
  tags: own?.tags ?? set.tags,
  settings: own?.settings ?? {},
});

export const wholeValues = (set: RecordSetImage): WholeValue[] => set.values.map((value) => wholeValue(set, value));

/** What people mean by "the same": everything but the provider's own ids of its records, in whatever order. */
export function sameSet(a: RecordSetImage | null, b: RecordSetImage | null): boolean {
  return settled(a) === settled(b);
}

/** A plan's images are compared with each look at what is there. */
const known = new WeakMap<RecordSetImage, string>();

function settled(image: RecordSetImage | null): string {
  if (image === null) return 'none';
  const text = known.get(image) ?? inOrder(image);
  known.set(image, text);
  return text;
}

function inOrder(image: RecordSetImage): string {
  const plain = wholeValues(image).map(({ tags, settings, ...value }) =>
    JSON.stringify([value, tags.toSorted(), Object.entries(settings).toSorted(([x], [y]) => (x < y ? -1 : 1))]),
  );
  return JSON.stringify([image.name, image.type, plain.toSorted()]);
}
