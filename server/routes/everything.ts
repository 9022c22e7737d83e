import { z } from 'zod';
import { overview } from '../../contract/api/overview.ts';
import { searchResult } from '../../contract/api/search.ts';
import { ok } from '../http/ask.ts';
import { route } from '../http/route.ts';
import { atInstant } from '../objects/at-query.ts';
import { readOverview } from '../overview/overview.ts';
import { reading } from '../reader.ts';
import { search } from '../search.ts';

/** What looks over all kinds at once. */
export const everythingRoutes = [
  route({
    method: 'GET',
    path: '/search',
    name: 'search',
    tag: 'everything',
    about: 'Looks for words in all kinds: exact names and ids first, then beginnings, then the rest.',
    access: 'signed-in',
    query: z.strictObject({
      q: z.string().max(200),
      limit: z.coerce.number<string>().int().min(1).max(100).default(30),
    }),
    status: 200,
    answer: searchResult,
    handle: async (ask) => ok(await reading(ask.panel, ask.hash, (read) => search(read, ask.query.q, ask.query.limit))),
  }),
  route({
    method: 'GET',
    path: '/overview',
    name: 'getOverview',
    tag: 'everything',
    about:
      'Health of sources, numbers of objects, open findings, upcoming maintenance, what changed in the last day. With at= as it was then; sources have no past and are left out.',
    access: 'signed-in',
    query: z.strictObject({ clusterId: z.uuid().optional(), at: atInstant.optional() }),
    status: 200,
    answer: overview,
    async handle({ panel, hash, query }) {
      const looked = { clusterId: query.clusterId ?? null, at: query.at ?? null };
      return ok(await reading(panel, hash, (read) => readOverview(read, looked)));
    },
  }),
];
