import { z } from 'zod';
import { STATUSES } from '../kinds/kind.ts';
import { MAP_LIMIT } from '../map-kinds.ts';
import { neighbour } from './links.ts';

/** An object as the map shows it, or all objects of one kind in one cluster. */
export const mapNode = neighbour.extend({
  id: z
    .string()
    .describe('Of an object its id; of a group `<clusterId>:<kind>`, with `none` for objects in no cluster.'),
  group: z
    .object({
      count: z.int(),
      statuses: z.partialRecord(z.enum(STATUSES), z.int()).describe('How many are how. `status` is the worst of them.'),
    })
    .optional(),
});
export type MapNode = z.infer<typeof mapNode>;

/** GET /map */
export const estateMap = z.object({
  /** The clusters that something shown is in, by name. */
  clusters: z.array(z.object({ id: z.uuid(), name: z.string() })),
  /** By kind from left to right, then by name. */
  nodes: z.array(mapNode),
  /** The rules that made links, each named once. */
  rules: z.array(z.string()),
  links: z.array(
    z.object({
      from: z.int().describe('Place in `nodes`.'),
      to: z.int().describe('Place in `nodes`.'),
      rule: z.int().describe('Place in `rules`.'),
      count: z.int().optional().describe('Links in one, where an end is a group.'),
    }),
  ),
  /** Objects shown, those in groups included. */
  total: z.int(),
  grouped: z.boolean().describe(`More than ${MAP_LIMIT} objects (or than \`limit\`) are shown as groups.`),
  /** Said when something was left out, with the words to show. */
  cut: z.string().nullable(),
});
export type EstateMap = z.infer<typeof estateMap>;
export type MapLink = EstateMap['links'][number];
