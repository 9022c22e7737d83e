import { z } from 'zod';
import { estateMap } from '../../contract/api/map.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { MAP_KINDS, MAP_LIMIT } from '../../contract/map-kinds.ts';
import { ok } from '../http/ask.ts';
import { notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { readAround, readMap } from '../map/map.ts';
import { atInstant } from '../objects/at-query.ts';
import { isVisible } from '../objects/neighbours.ts';
import { reading } from '../reader.ts';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const KIND = MAP_KINDS.join('|');
const listed = (one: string) => new RegExp(`^(?:${one})(?:,(?:${one}))*$`);
const split = (text: string) => text.split(',');

export const mapRoutes = [
  route({
    method: 'GET',
    path: '/map',
    name: 'getMap',
    tag: 'everything',
    about: `The estate as nodes and links, as far as one may see. More than ${MAP_LIMIT} objects come as groups: those of one kind in one cluster, with links between groups.`,
    access: 'signed-in',
    query: z.strictObject({
      cluster: z.uuid().optional().describe('Only what is in this cluster.'),
      kinds: z
        .string()
        .regex(listed(KIND), `some of ${MAP_KINDS.join(', ')}, with commas between them`)
        .transform(split)
        .optional()
        .describe(`Only these kinds: some of ${MAP_KINDS.join(', ')}, with commas between them.`),
      at: atInstant.optional(),
      around: z
        .string()
        .regex(new RegExp(`^(?:${KIND}):${UUID}$`), 'an object as <kind>:<id>')
        .optional()
        .describe('Only what is linked with this object, `<kind>:<id>`, in `depth` steps.'),
      depth: z.coerce.number<string>().int().min(1).max(6).default(2),
      expand: z
        .string()
        .regex(listed(`(?:${UUID}|none):(?:${KIND})`), 'groups as <clusterId>:<kind>, with commas between them')
        .transform(split)
        .optional()
        .describe('Groups to show object by object, as far as all of these fit into `limit`.'),
      limit: z.coerce.number<string>().int().min(1).max(MAP_LIMIT).default(MAP_LIMIT),
    }),
    status: 200,
    answer: estateMap,
    async handle({ panel, hash, query }) {
      const { around, depth, expand, limit } = query;
      const shown = { cluster: query.cluster ?? null, kinds: query.kinds ?? MAP_KINDS, at: query.at ?? null, limit };
      const found = await reading(panel, hash, async (read) => {
        if (!around) return readMap(read, shown, expand ?? []);
        const [kind = '', id = ''] = around.split(':');
        if (!(await isVisible(read, kindNamed(kind), id, shown.at))) return undefined;
        return readAround(read, shown, { kind, id }, depth);
      });
      if (!found) throw notFound('There is no such object');
      return ok(found);
    },
  }),
];
