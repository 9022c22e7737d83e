import { z } from 'zod';

/** What a supervised process needs and must not stand in its environment, where child processes and crash reports see it. */
export const goMessage = z.object({ type: z.literal('go'), databaseUrl: z.string(), masterKey: z.string() });
export type GoMessage = z.infer<typeof goMessage>;

/** `facts`: what else its supervisor must know. `failed` carries the one line of a StartError. */
export const childMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    url: z.string().optional(),
    facts: z.record(z.string(), z.string()).optional(),
  }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type ChildMessage = z.infer<typeof childMessage>;

/** Set in the environment of supervised processes. */
export const SUPERVISED = 'SWITCHYARD_SUPERVISED';
