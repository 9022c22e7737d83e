import { z } from 'zod';
import { history, impact, linkList } from '../../contract/api/links.ts';
import { samples, SPANS } from '../../contract/api/samples.ts';
import { pullRequest } from '../../contract/api/sources.ts';
import { syncedKinds } from '../../contract/kinds/all.ts';
import { measuredFields, pathOf, type Kind } from '../../contract/kinds/kind.ts';
import { writeAudit } from '../../model/panel/audit.ts';
import { requestPull } from '../../model/panel/pulls.ts';
import { type Ask, ok } from '../http/ask.ts';
import { notFound } from '../http/problem.ts';
import { type Route, route } from '../http/route.ts';
import { atInstant, atQuery } from '../objects/at-query.ts';
import { readHistory } from '../objects/history.ts';
import { DEEPEST, readImpact } from '../objects/impact.ts';
import { readLinks } from '../objects/links.ts';
import { isVisible } from '../objects/neighbours.ts';
import { readSamples } from '../objects/samples.ts';
import { pascal } from './names.ts';
import { type Reading, reading, writing } from '../reader.ts';

const NOW = 'infinity';

/** Reads something about an object, which has to be visible (at that instant) in the first place. */
async function about<T>(ask: Ask, kind: Kind, at: string | null, work: (reading: Reading) => Promise<T>) {
  const found = await reading(ask.panel, ask.hash, async (read) =>
    (await isVisible(read, kind, ask.params.id!, at)) ? { value: await work(read) } : undefined,
  );
  if (!found) throw notFound(`There is no such ${kind.one}`);
  return ok(found.value);
}

async function refresh(ask: Ask, kind: Kind) {
  const request = await writing(ask.panel, ask, 'objects.refresh', async ({ client, asPanel }) => {
    const { rows } = await client.query<{ source_id: string; name: string; scope: string }>(
      `SELECT o.source_id, o.name, s.name AS scope FROM ${kind.name} o JOIN scopes s ON s.id = o.scope_id WHERE o.id = $1`,
      [ask.params.id],
    );
    const object = rows[0];
    if (!object) throw notFound(`There is no such ${kind.one}`);
    await asPanel();
    const made = await requestPull(client, object.source_id, [{ kind: kind.name, scope: object.scope }]);
    if (!made) throw notFound('Its source was removed');
    await writeAudit(client, {
      action: 'objects.refresh',
      objectKind: kind.name,
      objectId: ask.params.id,
      objectName: object.name,
    });
    return made;
  });
  return { status: 202, body: request };
}

async function raw(ask: Ask, kind: Kind) {
  const found = await reading(ask.panel, ask.hash, async ({ client, principal }) => {
    // Readers of some clusters have no grant on the column either.
    if (principal.clusterIds !== null) return undefined;
    const { rows } = await client.query<{ raw: unknown }>(`SELECT o.raw FROM ${kind.name} o WHERE o.id = $1`, [
      ask.params.id,
    ]);
    return rows[0];
  });
  if (!found) throw notFound(`There is no such ${kind.one}`);
  return ok({ raw: found.raw });
}

function routesOf(kind: Kind): Route[] {
  const path = `/${pathOf(kind)}/:id`;
  const one = pascal(kind.one);
  const shared = { tag: kind.many, access: 'signed-in' as const, status: 200 };
  return [
    route({
      ...shared,
      method: 'GET',
      path: `${path}/links`,
      name: `get${one}Links`,
      about: 'What it is linked with, and the rule that made each link. Links show only where both ends do.',
      query: atQuery,
      answer: linkList,
      handle: (ask) =>
        about(ask, kind, ask.query.at ?? null, (read) => readLinks(read, ask.params.id!, ask.query.at ?? null)),
    }),
    route({
      ...shared,
      method: 'GET',
      path: `${path}/history`,
      name: `get${one}History`,
      about:
        'What happened to it, newest first: versions with what differs, links and findings that came and went, plans that concern it.',
      query: z.strictObject({
        limit: z.coerce.number<string>().int().min(1).max(200).default(50),
        before: atInstant
          .optional()
          .describe('Only what happened before this instant: `at` of the last item of the page before.'),
      }),
      answer: history,
      handle: (ask) =>
        about(ask, kind, null, (read) =>
          readHistory(read, kind, ask.params.id!, { before: ask.query.before ?? NOW, limit: ask.query.limit }),
        ),
    }),
    route({
      ...shared,
      method: 'GET',
      path: `${path}/impact`,
      name: `get${one}Impact`,
      about:
        'What fails or changes when it does: along the links, breadth first, as far as one may see. `cut` says when a cap ended the walk.',
      query: atQuery.extend({ depth: z.coerce.number<string>().int().min(1).max(DEEPEST).default(DEEPEST) }),
      answer: impact,
      handle: (ask) =>
        about(ask, kind, ask.query.at ?? null, (read) =>
          readImpact(read, { kind: kind.name, id: ask.params.id! }, ask.query.depth, ask.query.at ?? null),
        ),
    }),
    route({
      ...shared,
      method: 'GET',
      path: `${path}/raw`,
      name: `get${one}Raw`,
      about: 'What the provider said, without secrets. For readers of all clusters.',
      answer: z.object({ raw: z.unknown() }),
      handle: (ask) => raw(ask, kind),
    }),
    route({
      ...shared,
      method: 'POST',
      path: `${path}/refresh`,
      name: `refresh${one}`,
      about: 'Asks for a pull of the part of the source that lists it.',
      access: 'objects.refresh',
      status: 202,
      answer: pullRequest,
      handle: (ask) => refresh(ask, kind),
    }),
  ];
}

/** What is measured of it, for kinds of which something is. */
const samplesRoute = (kind: Kind): Route =>
  route({
    method: 'GET',
    path: `/${pathOf(kind)}/:id/samples`,
    name: `get${pascal(kind.one)}Samples`,
    tag: kind.many,
    about:
      'What was measured of it: the samples of an hour, or of a day as averages of 5 minutes. With at= the time up to then. They are kept for a day; `/metrics` is for longer series.',
    access: 'signed-in',
    query: atQuery.extend({ span: z.enum(SPANS).default('hour') }),
    status: 200,
    answer: samples,
    handle(ask) {
      const { span, at = null } = ask.query;
      return about(ask, kind, at, (read) => readSamples(read, kind, ask.params.id!, { span, at }));
    },
  });

export const objectRoutes: Route[] = [
  ...syncedKinds.flatMap(routesOf),
  ...syncedKinds.filter((kind) => measuredFields(kind).length > 0).map(samplesRoute),
];
