import type { RecordSetImage } from './record-set-image.ts';

/** What tests say of a set: its name and contents, and what is not as with most. */
export const imageOf = (
  name: string,
  contents: readonly string[],
  more: Partial<RecordSetImage> = {},
): RecordSetImage => ({
  name,
  type: 'A',
  ttl: 300,
  proxied: false,
  comment: null,
  tags: [],
  values: contents.map((content) => ({ content, ref: null })),
  ...more,
});
