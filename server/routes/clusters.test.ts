import { describe, expect, it } from 'vitest';
import { objectSchema } from '../../contract/api/list.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { seedObjects, seedSource } from '../test-estate.ts';
import { errorsOf, panelCalls } from './panel-calls.ts';

const calls = panelCalls();
const { post, patch, remove, due, lastAudit, newCluster } = calls;

describe('clusters', () => {
  it('are made, changed and deleted, with audit, and objects are sorted anew', async () => {
    const made = await post('/clusters', {
      name: 'eu-prod',
      timeZone: 'Europe/Berlin',
      rules: [{ tag: { key: 'env', value: 'prod' } }],
    });
    expect(made.status).toBe(201);
    expect(objectSchema(kindNamed('clusters')).strict().safeParse(made.body).error).toBeUndefined();
    expect(await due('reassign')).toHaveLength(1);
    expect(await lastAudit()).toMatchObject({
      action: 'clusters.create',
      actor: 'SWITCHYARD_ADMIN_TOKEN',
      object_name: 'eu-prod',
      address: '127.0.0.1',
    });

    await calls.server.db.worker.query('UPDATE due_work SET done_at = now()');
    const changed = await patch(`/clusters/${made.body.id}`, { stage: 'staging' });
    expect(changed.body).toMatchObject({ stage: 'staging', timeZone: 'Europe/Berlin' });
    expect(await due('reassign')).toHaveLength(0);
    expect(await lastAudit()).toMatchObject({
      action: 'clusters.change',
      before: { stage: 'production' },
      after: { stage: 'staging' },
    });
    await patch(`/clusters/${made.body.id}`, { rules: [{ region: 'eu-west-1' }] });
    expect(await due('reassign')).toHaveLength(1);

    const watcher = await newCluster('watcher');
    await patch(`/clusters/${made.body.id}`, { watchedBy: watcher });
    await calls.server.user('only-watcher', 'viewer', [watcher]);
    expect((await remove(`/clusters/${watcher}`)).status).toBe(204);
    expect((await calls.server.call(`/clusters/${made.body.id}`)).body).toMatchObject({ watchedBy: null });
    const { rows } = await calls.server.db.worker.query(`SELECT cluster_ids FROM users WHERE name = 'only-watcher'`);
    expect(rows[0].cluster_ids).toEqual([]);
    expect((await remove(`/clusters/${watcher}`)).status).toBe(404);
  });

  it.each([
    [{ name: 'no spaces here' }, 'name'],
    [{ name: 'x', timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ name: 'x', rules: [{}] }, 'rules.0'],
    [{ name: 'x', rules: [{ colour: 'red' }] }, 'rules.0.colour'],
    [{ name: 'x', colour: 'red' }, 'colour'],
    [{ name: 'x', watchedBy: 'nobody' }, 'watchedBy'],
  ])('say what is wrong with %o', async (body, field) => {
    const answer = await post('/clusters', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(errorsOf(answer.body))).toContain(field);
  });

  it('have names of their own', async () => {
    await newCluster('twice');
    const again = await post('/clusters', { name: 'TWICE' });
    expect(again.status).toBe(409);
    expect(errorsOf(again.body)).toHaveProperty('name');
  });

  it('preview their rules', async () => {
    const source = await seedSource(calls.server.db.worker, 'for-preview');
    await seedObjects(calls.server.db.worker, source, [
      { kind: 'instances', key: 'i-1', fields: { name: 'web-1', region: 'eu-west-1', tags: { env: 'prod' } } },
      { kind: 'instances', key: 'i-2', fields: { name: 'web-2', region: 'eu-west-1' } },
      { kind: 'instances', key: 'i-3', fields: { name: 'db-1', region: 'us-east-1' } },
      {
        kind: 'target_groups',
        key: 'tg',
        fields: {
          name: 'tg',
          targetType: 'instance',
          targets: [{ id: 'i-2', port: 80, health: 'healthy', reason: null }],
          loadBalancerKeys: ['lb'],
          loadBalancerNames: ['front'],
        },
      },
      { kind: 'load_balancers', key: 'lb', fields: { name: 'front', state: 'active' } },
    ]);
    const preview = async (rules: unknown[]) =>
      (
        await post<{ counts: Record<string, number>; samples: Record<string, string[]> }>('/clusters/preview', {
          rules,
        })
      ).body;
    expect((await preview([{ tag: { key: 'env', value: 'prod' } }])).counts).toMatchObject({
      instances: 1,
      target_groups: 0,
    });
    expect((await preview([{ name: 'web-*' }, { region: 'us-east-1' }])).samples.instances).toEqual([
      'db-1',
      'web-1',
      'web-2',
    ]);
    expect((await preview([{ loadBalancer: 'front' }])).samples).toMatchObject({
      instances: ['web-2'],
      target_groups: ['tg'],
      load_balancers: ['front'],
    });
    expect((await preview([])).counts.instances).toBe(0);
  });
});
