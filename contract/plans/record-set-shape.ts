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
  /** As the provider has it, where that is `content` in another spelling: what is brought back is written so. */
  spelling: z.string().optional(),
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
