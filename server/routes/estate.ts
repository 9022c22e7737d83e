import { z } from 'zod';
import { estate, estateDiff } from '../../contract/api/estate.ts';
import { applyEstate } from '../../model/panel/estate.ts';
import { ok } from '../http/ask.ts';
import { route } from '../http/route.ts';
import { writing } from '../reader.ts';

export const estateRoutes = [
  route({
    method: 'POST',
    path: '/estate',
    name: 'applyEstate',
    tag: 'estate',
    about:
      'Brings clusters and sources to what is given, by name. What is left out stays as it is, single settings included (null takes one away); a new cluster or source gets defaults. With dryRun only the difference is told. Of secrets it says only that they are set or changed. A mode in which more may be written in a source than now is a 409, with dryRun too: that is a plan (source.set-mode).',
    access: 'estate.apply',
    body: z.strictObject({ estate, dryRun: z.boolean().default(false) }),
    status: 200,
    answer: estateDiff,
    handle: async (ask) =>
      ok(
        await writing(ask.panel, ask, 'estate.apply', async ({ client, asPanel }) => {
          await asPanel();
          const writer = { db: client, masterKey: ask.panel.masterKey };
          return applyEstate(writer, ask.body.estate, ask.body.dryRun);
        }),
      ),
  }),
];
