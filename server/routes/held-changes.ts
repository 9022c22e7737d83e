import { z } from 'zod';
import { heldChange } from '../../contract/api/held-changes.ts';
import { decideHeldChange } from '../../model/panel/held-changes.ts';
import { type Ask, ok } from '../http/ask.ts';
import { forbidden, notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { reading, writing } from '../reader.ts';
import { readHeldChanges } from '../sources/held-changes.ts';

async function decide(ask: Ask, decision: 'release' | 'keep') {
  const id = ask.params.id!;
  await writing(ask.panel, ask, 'held-changes.decide', async ({ client, principal, asPanel }) => {
    await asPanel();
    await decideHeldChange(client, id, decision, principal);
  });
  const [held] = await reading(ask.panel, ask.hash, (read) => readHeldChanges(read, { id }));
  if (!held) throw notFound('There is no such held change');
  return ok(held);
}

const shared = { tag: 'held changes', status: 200 };

export const heldChangeRoutes = [
  route({
    ...shared,
    method: 'GET',
    path: '/held-changes',
    name: 'listHeldChanges',
    about: 'Rows that would go, kept until a person decides; newest first, at most 200. For readers of all clusters.',
    access: 'signed-in',
    query: z.strictObject({ sourceId: z.uuid().optional(), state: heldChange.shape.state.optional() }),
    answer: z.object({ items: z.array(heldChange) }),
    handle: async (ask) =>
      ok(
        await reading(ask.panel, ask.hash, async (read) => {
          if (read.principal.clusterIds !== null) throw forbidden('needs access to all clusters');
          return { items: await readHeldChanges(read, ask.query) };
        }),
      ),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/held-changes/:id/release',
    name: 'releaseHeldChange',
    about: 'Lets the rows of this decision go, as far as no listing has had them since.',
    access: 'held-changes.decide',
    answer: heldChange,
    handle: (ask) => decide(ask, 'release'),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/held-changes/:id/keep',
    name: 'keepHeldChange',
    about: 'Keeps the rows; they are not asked about again.',
    access: 'held-changes.decide',
    answer: heldChange,
    handle: (ask) => decide(ask, 'keep'),
  }),
];
