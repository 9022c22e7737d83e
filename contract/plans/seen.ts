import { z } from 'zod';
import { instant } from '../kinds/field.ts';
import { setFields } from './describe.ts';
import type { RecordSetImage } from './record-set-shape.ts';

/** What somebody sees who looks: what was there before, what is wanted, or neither. */
const LIKE = ['before', 'wanted', 'other'] as const;

/** A target of a step, field by field: as it was, as it is to be, as it is there now. null: nothing. */
export const seenTarget = z.object({
  kind: z.string(),
  id: z.uuid().nullable(),
  name: z.string(),
  at: instant.describe('When it was looked at.'),
  is: z.enum(LIKE),
  fields: z.array(
    z.object({
      name: z.string(),
      before: z.string().nullable(),
      wanted: z.string().nullable(),
      now: z.string().nullable(),
      is: z.enum([...LIKE, 'same']).describe('What `now` is like; `same`: it was to stay, and has.'),
    }),
  ),
});
export type SeenTarget = z.infer<typeof seenTarget>;

export type Values = Record<string, string | null>;

/** @param sides the fields of each side; null where there is none of it */
export function seenAs(
  target: Pick<SeenTarget, 'kind' | 'id' | 'name' | 'at'>,
  { before, wanted, now }: Record<'before' | 'wanted' | 'now', Values | null>,
): SeenTarget {
  const fields = Object.keys({ ...before, ...wanted, ...now })
    .map((name) => ({ name, before: before?.[name] ?? null, wanted: wanted?.[name] ?? null, now: now?.[name] ?? null }))
    .filter((field) => field.before !== null || field.wanted !== null || field.now !== null)
    .map((field) => ({ ...field, is: likeness(field) }));
  const all = (like: 'before' | 'wanted') => fields.every(({ is }) => is === like || is === 'same');
  return { ...target, is: all('wanted') ? 'wanted' : all('before') ? 'before' : 'other', fields };
}

function likeness({
  before,
  wanted,
  now,
}: Record<'before' | 'wanted' | 'now', string | null>): SeenTarget['fields'][number]['is'] {
  if (now === wanted) return before === wanted ? 'same' : 'wanted';
  return now === before ? 'before' : 'other';
}

/** The order of values and tags says nothing: sides are shown in one. */
export const seenFields = (image: RecordSetImage | null): Values | null =>
  image &&
  setFields({
    ...image,
    tags: image.tags.toSorted(),
    values: image.values.toSorted((a, b) => (a.content < b.content ? -1 : 1)),
  });
