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
    // The generator of the OpenAPI document leaves out what a tuple goes on with.
    .array(z.tuple([instant], z.number().nullable()).meta({ items: { type: ['number', 'null'] } }))
    .describe('Oldest first: the instant, then a value for each of `fields`, in their order. null: not measured.'),
});
export type Samples = z.infer<typeof samples>;
