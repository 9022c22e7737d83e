import { z } from 'zod';
import { instant, type Unit } from '../kinds/field.ts';

export const SPANS = ['hour', 'day'] as const;
export type Span = (typeof SPANS)[number];

const UNITS = ['count', 'seconds', 'bytes', 'share', 'bytes-per-second', 'per-second'] as const satisfies Unit[];

/** GET /<kind>/<id>/samples */
export const samples = z.object({
  from: instant,
  to: instant,
  /** Seconds from one point to the next. */
  step: z.int(),
  fields: z.array(z.object({ name: z.string(), label: z.string(), unit: z.enum(UNITS) })),
  points: z
    .array(z.tuple([instant], z.number().nullable()))
    .describe('Oldest first: the instant, then a value for each of `fields`, in their order. null: not measured.'),
});
export type Samples = z.infer<typeof samples>;
