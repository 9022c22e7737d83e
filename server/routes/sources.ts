import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { pullRequest, sourceInput, sourcePatch, sourceScope, systemDescription } from '../../contract/api/sources.ts';
import { checkResult, sources, type CheckResult } from '../../contract/kinds/sources.ts';
import { systemCards } from '../../contract/systems/all.ts';
import {
  changeSource,
  checkAnswer,
  createSource,
  removeSource,
  requestCheck,
  syncSource,
  type SourceWriter,
} from '../../model/panel/sources.ts';
import type { Ability } from '../../contract/access/can.ts';
import { type Ask, noContent, ok } from '../http/ask.ts';
import { ApiProblem, notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { isVisible } from '../objects/neighbours.ts';
import { asPanel as withPanel, reading, writing, type Writing } from '../reader.ts';
import { readScopes } from '../sources/scopes.ts';
import { shapeOf } from '../objects/shape.ts';
import { objectAfter } from './object-after.ts';

const write = <T>(
  ask: Ask,
  ability: Ability,
  work: (writer: SourceWriter, writing: Writing) => Promise<T>,
): Promise<T> =>
  writing(ask.panel, ask, ability, async (open) => {
    await open.asPanel();
    return work({ db: open.client, masterKey: ask.panel.masterKey }, open);
  });

const CHECK_MS = 30_000;
const LOOK_MS = 150;

/** Only workers talk to the outside: the answer is waited for. */
async function check(ask: Ask): Promise<CheckResult> {
  const workId = await write(ask, 'sources.check', (writer) => requestCheck(writer, ask.params.id!));
  const deadline = Date.now() + CHECK_MS;
  while (Date.now() < deadline && !ask.res.destroyed) {
    const answer = await withPanel(ask.panel, 'BEGIN READ ONLY', (client) => checkAnswer(client, workId));
    if (!answer) throw notFound('The source was removed');
    if (answer.result) return answer.result;
    if (answer.done) throw new ApiProblem(502, 'The check failed', { detail: answer.error ?? undefined });
    await sleep(LOOK_MS);
  }
  throw new ApiProblem(504, 'No worker has answered', {
    detail: 'The check goes on; its result will stand on the source',
  });
}

const shared = { tag: 'sources', access: 'sources.edit' as const };

export const sourceRoutes = [
  route({
    method: 'GET',
    path: '/systems',
    name: 'listSystems',
    tag: 'sources',
    about: 'What a source can be, with the JSON schema of its settings.',
    access: 'signed-in',
    status: 200,
    answer: z.object({ items: z.array(systemDescription) }),
    handle: async (ask) => {
      await reading(ask.panel, ask.hash, async () => undefined);
      return ok({
        items: systemCards.map((card) => ({
          name: card.name,
          label: card.label,
          about: card.about,
          provides: card.provides,
          interval: card.interval,
          secrets: card.secrets,
          settings: z.toJSONSchema(card.settings, { io: 'input' }),
        })),
      });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/sources',
    name: 'createSource',
    about: 'Adds a source and pulls it at once. Secrets stand among the settings and never come back.',
    body: sourceInput,
    status: 201,
    answer: shapeOf(sources),
    async handle(ask) {
      const body = await write(ask, 'sources.edit', async (writer, open) =>
        objectAfter(open, sources, await createSource(writer, ask.body)),
      );
      return { status: 201, body };
    },
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/sources/:id',
    name: 'changeSource',
    about:
      'Changes a source. Settings are given whole; secrets that are left out stay, unless the address changes that they are sent to. A mode in which more may be written than now is a 409: that is a plan (source.set-mode).',
    body: sourcePatch,
    status: 200,
    answer: shapeOf(sources),
    async handle(ask) {
      const body = await write(ask, 'sources.edit', async (writer, open) => {
        await changeSource(writer, ask.params.id!, ask.body);
        return objectAfter(open, sources, ask.params.id!);
      });
      return ok(body);
    },
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/sources/:id',
    name: 'removeSource',
    about: 'Removes a source. Its objects are marked gone and its secrets erased by a worker; history stays.',
    status: 204,
    async handle(ask) {
      await write(ask, 'sources.edit', (writer) => removeSource(writer, ask.params.id!));
      return noContent;
    },
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/sources/:id/check',
    name: 'checkSource',
    about: 'Tests the connection and says which permission is missing. Waits up to 30 s for a worker.',
    access: 'sources.check',
    status: 200,
    answer: checkResult,
    handle: async (ask) => ok(await check(ask)),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/sources/:id/sync',
    name: 'syncSource',
    about: 'Asks for a pull of the whole source, now.',
    access: 'sources.sync',
    status: 202,
    answer: pullRequest,
    handle: async (ask) => ({
      status: 202,
      body: await write(ask, 'sources.sync', (writer) => syncSource(writer, ask.params.id!)),
    }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/sources/:id/scopes',
    name: 'listSourceScopes',
    about: 'What the source lists, part by part, with the freshness of each.',
    access: 'signed-in',
    status: 200,
    answer: z.object({ items: z.array(sourceScope) }),
    async handle(ask) {
      const items = await reading(ask.panel, ask.hash, async (read) =>
        (await isVisible(read, sources, ask.params.id!, null)) ? readScopes(read, ask.params.id!) : undefined,
      );
      if (!items) throw notFound('There is no such source');
      return ok({ items });
    },
  }),
];
