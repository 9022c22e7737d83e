import { z } from 'zod';
import { clusterInput, clusterPatch } from '../../contract/api/estate.ts';
import { clusters } from '../../contract/kinds/clusters.ts';
import { changeCluster, createCluster, deleteCluster } from '../../model/panel/clusters.ts';
import { noContent, ok } from '../http/ask.ts';
import { forbidden } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { previewRules } from '../clusters/preview.ts';
import { abilitiesOf } from '../principal.ts';
import { reading, writing } from '../reader.ts';
import { shapeOf } from '../objects/shape.ts';
import { objectAfter } from './object-after.ts';

const shared = { tag: 'clusters', access: 'clusters.edit' as const };

export const clusterRoutes = [
  route({
    ...shared,
    method: 'POST',
    path: '/clusters',
    name: 'createCluster',
    about: 'Makes a cluster. Objects that its rules match are put into it at once, by a worker.',
    body: clusterInput,
    status: 201,
    answer: shapeOf(clusters),
    async handle(ask) {
      const body = await writing(ask.panel, ask, 'clusters.edit', async (write) => {
        await write.asPanel();
        const id = await createCluster(write.client, ask.body);
        return objectAfter(write, clusters, id);
      });
      return { status: 201, body };
    },
  }),
  route({
    ...shared,
    method: 'PATCH',
    path: '/clusters/:id',
    name: 'changeCluster',
    about: 'Changes a cluster. After a change of its rules every object is put where it belongs now, by a worker.',
    body: clusterPatch,
    status: 200,
    answer: shapeOf(clusters),
    async handle(ask) {
      const body = await writing(ask.panel, ask, 'clusters.edit', async (write) => {
        await write.asPanel();
        await changeCluster(write.client, ask.params.id!, ask.body);
        return objectAfter(write, clusters, ask.params.id!);
      });
      return ok(body);
    },
  }),
  route({
    ...shared,
    method: 'DELETE',
    path: '/clusters/:id',
    name: 'deleteCluster',
    about: 'Deletes a cluster. Its objects stay, in no cluster; who saw only this cluster then sees nothing.',
    status: 204,
    async handle(ask) {
      await writing(ask.panel, ask, 'clusters.edit', async ({ client, asPanel }) => {
        await asPanel();
        await deleteCluster(client, ask.params.id!);
      });
      return noContent;
    },
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/clusters/preview',
    name: 'previewClusterRules',
    about: 'Which objects membership rules would match, without changing anything.',
    body: z.strictObject({ rules: clusters.fields.rules.schema }),
    status: 200,
    answer: z.object({
      counts: z.record(z.string(), z.int()),
      samples: z.record(z.string(), z.array(z.string())),
    }),
    handle: async (ask) =>
      ok(
        await reading(ask.panel, ask.hash, async (read) => {
          const refused = abilitiesOf(read.principal)['clusters.edit'];
          if (refused) throw forbidden(refused, 'clusters.edit');
          return previewRules(read, ask.body.rules);
        }),
      ),
  }),
];
