import { z } from 'zod';

/** A look at each new address before anything is moved to it, by a worker. */
export const probe = z.strictObject({
  kind: z.enum(['tcp', 'http', 'https']),
  port: z.int().min(1).max(65_535),
  path: z.string().startsWith('/').max(500).optional().describe('HTTP: asked for; a status below 400 is healthy.'),
  host: z.string().max(253).optional().describe('HTTP: the Host that is asked; else the first name that moves.'),
});
export type Probe = z.infer<typeof probe>;

export const onFailure = z
  .enum(['stop', 'roll-back'])
  .default('stop')
  .describe('When a later step fails: leave what was applied and ask, or roll it back at once.');
