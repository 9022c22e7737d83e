import { z } from 'zod';
import { neighbour } from './links.ts';

/** GET /search?q= */
export const searchResult = z.object({ items: z.array(neighbour), capped: z.boolean() });
export type SearchResult = z.infer<typeof searchResult>;
