import { z } from 'zod';

/**
 * One value as its provider keeps it. `own` has what a provider that keeps a record a value (Cloudflare) says of this one differently from the set:
 * ttl, proxied, comment, tags; and `settings`, which sets do not have. Every value of an image that was read there has it, be it empty, and so the
 * image says all; one that was made of the model's columns has none, and null in it may mean that the records differ.
 */
export const valueImage = z.object({
  content: z.string(),
  ref: z.string().nullable(),
  disabled: z.boolean().optional(),
  own: z
    .object({
      ttl: z.int().nullable().optional(),
      proxied: z.boolean().nullable().optional(),
      comment: z.string().nullable().optional(),
      tags: z.array(z.string()).optional(),
      settings: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});
export type ValueImage = z.infer<typeof valueImage>;

/** All that a record set is, in words that all DNS providers share. `ttl` null: the provider chooses. */
export const recordSetImage = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.int().nullable(),
  proxied: z.boolean().nullable(),
  comment: z.string().nullable(),
  tags: z.array(z.string()),
  values: z.array(valueImage),
  /** Where the provider keeps more of them than their text (PowerDNS), which is `comment`: a set that was deleted comes back with them. */
  comments: z.array(z.object({ content: z.string(), account: z.string(), modifiedAt: z.int().nullable() })).optional(),
});
export type RecordSetImage = z.infer<typeof recordSetImage>;

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

function settled(image: RecordSetImage | null): string {
  if (image === null) return 'none';
  const plain = wholeValues(image).map(({ tags, settings, ...value }) =>
    JSON.stringify([value, tags.toSorted(), Object.entries(settings).toSorted(([x], [y]) => (x < y ? -1 : 1))]),
  );
  return JSON.stringify([image.name, image.type, plain.toSorted()]);
}
