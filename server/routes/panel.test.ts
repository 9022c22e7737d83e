import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { objectSchema } from '../../contract/api/list.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { systemCards } from '../../contract/systems/all.ts';
import { openSecrets } from '../../model/panel/secrets.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { seedObjects, seedSource } from '../test-estate.ts';
import { ADMIN_PASSWORD, testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const post = <T = AnyObject>(path: string, body?: unknown, as?: string) =>
  server.call<T>(path, { method: 'POST', body, as });
const patch = <T = AnyObject>(path: string, body: unknown, as?: string) =>
  server.call<T>(path, { method: 'PATCH', body, as });
const remove = (path: string, as?: string) => server.call(path, { method: 'DELETE', as });
const due = async (task: string) =>
  (await server.db.worker.query(`SELECT * FROM due_work WHERE task = $1 AND done_at IS NULL`, [task])).rows;
const lastAudit = async () =>
  (await server.db.worker.query('SELECT * FROM audit ORDER BY at DESC LIMIT 1')).rows[0] as Record<string, unknown>;
const errorsOf = (body: unknown) => (body as { errors: Record<string, string> }).errors;
const newCluster = async (name: string) => (await post('/clusters', { name })).body.id;

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

    await server.db.worker.query('UPDATE due_work SET done_at = now()');
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
    await server.user('only-watcher', 'viewer', [watcher]);
    expect((await remove(`/clusters/${watcher}`)).status).toBe(204);
    expect((await server.call(`/clusters/${made.body.id}`)).body).toMatchObject({ watchedBy: null });
    const { rows } = await server.db.worker.query(`SELECT cluster_ids FROM users WHERE name = 'only-watcher'`);
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
    const source = await seedSource(server.db.worker, 'for-preview');
    await seedObjects(server.db.worker, source, [
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

describe('sources', () => {
  const settings = { url: 'http://10.0.0.5:8081', apiKey: 'a very secret key' };

  it('seal their secrets, are pulled on their interval, and never tell', async () => {
    const made = await post('/sources', { name: 'dns', system: 'powerdns', settings });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      health: 'new',
      intervalSeconds: 60,
      settings: { url: 'http://10.0.0.5:8081', serverId: 'localhost', apiKeySet: true },
    });
    expect(await openSecrets(server.db.worker, TEST_KEY, made.body.id)).toEqual({ apiKey: settings.apiKey });
    expect(await due('pull')).toMatchObject([{ subject_id: made.body.id, every_seconds: 60 }]);
    const list = await server.call<ListPage<AnyObject>>('/sources?q=dns');
    expect(list.body.items[0]).toMatchObject({ settings: { apiKeySet: true } });
    const everything = await server.db.worker.query<{ text: string }>(
      `SELECT (SELECT string_agg(a::text, ' ') FROM audit a) || (SELECT string_agg(s::text, ' ') FROM sources s) || (SELECT string_agg(w::text, ' ') FROM due_work w) AS text`,
    );
    expect(everything.rows[0]!.text).not.toContain(settings.apiKey);
  });

  it('keep secrets that a change leaves out, but not for another address', async () => {
    const { body } = await post('/sources', { name: 'dns-2', system: 'powerdns', settings });
    const kept = await patch(`/sources/${body.id}`, {
      settings: { url: settings.url, zones: ['example.org'], apiKeySet: true, apiKey: '' },
      intervalSeconds: 30,
    });
    expect(kept.body).toMatchObject({ intervalSeconds: 30, settings: { zones: ['example.org'], apiKeySet: true } });
    expect(await lastAudit()).toMatchObject({
      action: 'sources.change',
      before: { intervalSeconds: 60, 'settings.zones': null },
      after: { intervalSeconds: 30, 'settings.zones': ['example.org'] },
    });
    const elsewhere = await patch(`/sources/${body.id}`, { settings: { url: 'http://10.6.6.6:8081' } });
    expect(elsewhere.status).toBe(400);
    expect(errorsOf(elsewhere.body)).toHaveProperty(['settings.apiKey']);
    expect(
      (await patch(`/sources/${body.id}`, { settings: { url: 'http://10.6.6.6:8081', apiKey: 'new key' } })).status,
    ).toBe(200);
    expect(await openSecrets(server.db.worker, TEST_KEY, body.id)).toEqual({ apiKey: 'new key' });
    const change = (await lastAudit()) as { before: Record<string, string>; after: Record<string, string> };
    expect(change.after['settings.apiKey']).toMatch(/^hmac-sha256:[\w-]{43}$/);
    expect(change.before['settings.apiKey']).toMatch(/^hmac-sha256:[\w-]{43}$/);
    // Whether an old secret came back can be told.
    await patch(`/sources/${body.id}`, { settings: { url: 'http://10.6.6.6:8081', apiKey: settings.apiKey } });
    expect(await lastAudit()).toMatchObject({
      before: { 'settings.apiKey': change.after['settings.apiKey'] },
      after: { 'settings.apiKey': change.before['settings.apiKey'] },
    });
  });

  it('keep what a change does not name', async () => {
    const { body } = await post('/sources', { name: 'dns-5', system: 'powerdns', settings, mode: 'write-adopted' });
    await patch(`/sources/${body.id}`, { enabled: false });
    expect((await patch(`/sources/${body.id}`, { name: 'dns-five' })).body).toMatchObject({
      name: 'dns-five',
      enabled: false,
      health: 'paused',
      mode: 'write-adopted',
    });
  });

  it('may be written less at once, and more by a plan alone', async () => {
    const { body } = await post('/sources', { name: 'dns-6', system: 'powerdns', settings, mode: 'write-adopted' });
    const path = `/sources/${body.id}`;
    const wider = await patch(path, { mode: 'write-all', name: 'dns-six' });
    expect(wider.status).toBe(409);
    expect(errorsOf(wider.body)).toEqual({
      mode: 'goes from write-adopted to write-all by a plan of source.set-mode (POST /plans, or switchyard plan)',
    });
    expect((await server.call(path)).body).toMatchObject({ name: 'dns-6', mode: 'write-adopted' });
    expect((await patch(path, { mode: 'write-adopted' })).status).toBe(200);
    expect((await patch(path, { mode: 'read' })).body).toMatchObject({ mode: 'read' });
    expect(await lastAudit()).toMatchObject({ before: { mode: 'write-adopted' }, after: { mode: 'read' } });
    expect((await patch(path, { mode: 'write-adopted' })).status).toBe(409);
  });

  it('have no mode but read where nothing is written to their system', async () => {
    const given = { name: 'hosts', system: 'libvirt', settings: { hosts: ['qemu+tcp://hv1.example/system'] } };
    const refused = await post('/sources', { ...given, mode: 'write-all' });
    expect([refused.status, errorsOf(refused.body)]).toEqual([
      400,
      { mode: 'libvirt cannot be written: its mode is read' },
    ]);
  });

  it('can be paused, synced, and removed', async () => {
    const { body } = await post('/sources', { name: 'dns-3', system: 'powerdns', settings });
    const pulls = async () => (await due('pull')).filter((row) => row.subject_id === body.id);
    expect((await patch(`/sources/${body.id}`, { enabled: false })).body).toMatchObject({
      health: 'paused',
      enabled: false,
      nextPullAt: null,
    });
    expect(await pulls()).toHaveLength(0);
    const sync = await post<{ requestId: string }>(`/sources/${body.id}/sync`);
    expect(sync.status).toBe(202);
    expect(await pulls()).toMatchObject([{ id: sync.body.requestId, every_seconds: null }]);
    expect((await remove(`/sources/${body.id}`)).status).toBe(204);
    expect(await due('remove-source')).toMatchObject([{ subject_id: body.id }]);
    expect((await server.call(`/sources/${body.id}`)).status).toBe(404);
    expect((await post(`/sources/${body.id}/sync`)).status).toBe(404);
    expect((await post('/sources', { name: 'dns-3', system: 'powerdns', settings })).status).toBe(201);
  });

  it('are tested by a worker', async () => {
    const { body } = await post('/sources', { name: 'dns-4', system: 'powerdns', settings });
    const result = { ok: true, account: 'pdns', items: [], at: '2026-01-01T00:00:00Z' };
    const asked = post(`/sources/${body.id}/check`);
    await expect
      .poll(async () => {
        const { rowCount } = await server.db.worker.query(
          `UPDATE due_work SET result = $1, done_at = now() WHERE task = 'check' AND subject_id = $2`,
          [JSON.stringify(result), body.id],
        );
        return rowCount;
      })
      .toBe(1);
    expect(await asked).toMatchObject({ status: 200, body: result });
  });

  it.each([
    [{ name: 's', system: 'dos', settings: {} }, 'system'],
    [{ name: 's', system: 'powerdns', settings: { url: 'http://x' } }, 'settings.apiKey'],
    [{ name: 's', system: 'powerdns', settings: { url: 'ftp://x', apiKey: 'k' } }, 'settings.url'],
    [{ name: 's', system: 'powerdns', settings: { url: 'http://x/?x=', apiKey: 'k' } }, 'settings.url'],
    [{ name: 's', system: 'powerdns', settings: { url: 'http://x', apiKey: 'k', colour: 1 } }, 'settings.colour'],
    [{ name: 's', system: 'powerdns', intervalSeconds: 1, settings: {} }, 'intervalSeconds'],
  ])('say what is wrong with %o', async (body, field) => {
    const answer = await post('/sources', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(errorsOf(answer.body))).toContain(field);
  });

  it('describe what they can be', async () => {
    const { body } = await server.call<{ items: { name: string; settings: { properties: object } }[] }>('/systems');
    expect(body.items.map((item) => item.name)).toEqual(systemCards.map((card) => card.name));
    expect(body.items.find((item) => item.name === 'powerdns')!.settings.properties).toHaveProperty('apiKey');
  });

  it('show their scopes and held changes, which an admin decides', async () => {
    const source = await seedSource(server.db.worker, 'with-held', { kind: 'instances', scope: 'eu-west-1' });
    const ids = await seedObjects(server.db.worker, source, [
      { kind: 'instances', key: 'held-1', fields: { name: 'held-1' } },
    ]);
    const hold = async () => {
      const { rows } = await server.db.worker.query<{ id: string }>(
        `INSERT INTO held_changes (id, source_id, scope_id, kind, scope, scope_title, reason, detail, ids, state)
         VALUES (gen_random_uuid(), $1, $2, 'instances', 'eu-west-1', 'Ireland', 'many-gone', '1 of 1 would go', $3, 'open') RETURNING id`,
        [source.sourceId, source.scopeId, ids],
      );
      return rows[0]!.id;
    };
    const first = await hold();
    const scopes = await server.call<{ items: unknown[] }>(`/sources/${source.sourceId}/scopes`);
    expect(scopes.body.items).toMatchObject([
      { kind: 'instances', scope: 'eu-west-1', scopeTitle: 'eu-west-1', held: 1 },
    ]);
    await server.db.worker.query(`UPDATE scopes SET title = 'Ireland' WHERE id = $1`, [source.scopeId]);
    const titled = [`/sources/${source.sourceId}/scopes`, '/instances?q=held-1'].map((path) =>
      server.call<{ items: unknown[] }>(path),
    );
    for (const { body } of await Promise.all(titled))
      expect(body.items).toMatchObject([{ scope: 'eu-west-1', scopeTitle: 'Ireland' }]);
    const listed = await server.call<{ items: unknown[] }>(`/held-changes?state=open&sourceId=${source.sourceId}`);
    expect(listed.body.items).toMatchObject([
      { id: first, count: 1, sourceName: 'with-held', scopeTitle: 'Ireland', objects: [{ name: 'held-1' }] },
    ]);
    const operator = await server.token('operator', null);
    expect((await post(`/held-changes/${first}/release`, undefined, operator)).status).toBe(403);
    expect((await post(`/held-changes/${first}/keep`)).body).toMatchObject({
      state: 'kept',
      decidedBy: 'SWITCHYARD_ADMIN_TOKEN',
    });
    expect(await lastAudit()).toMatchObject({ action: 'held-changes.keep', object_name: 'instances of Ireland' });
    expect((await post(`/held-changes/${first}/release`)).status).toBe(409);
    const second = await hold();
    expect((await post(`/held-changes/${second}/release`)).body).toMatchObject({ state: 'released' });
    expect(await due('release-held')).toMatchObject([{ subject_id: second }]);
  });
});

describe('users and tokens', () => {
  const signIn = async (name: string, password: string) => {
    const { status, headers } = await server.call('/session', { method: 'POST', body: { name, password }, as: null });
    return status === 200 ? headers.get('set-cookie')!.split(';')[0]! : null;
  };
  const as = (cookie: string, path: string, options = {}) =>
    server.call(path, { as: null, headers: { cookie }, ...options });

  it('are made and changed; passwords come back in no form', async () => {
    const made = await post('/users', { name: 'eve', password: 'long enough password', role: 'viewer' });
    expect(made.status).toBe(201);
    expect(objectSchema(kindNamed('users')).strict().safeParse(made.body).error).toBeUndefined();
    const cookie = (await signIn('eve', 'long enough password'))!;
    expect((await as(cookie, '/instances')).status).toBe(200);
    await patch(`/users/${made.body.id}`, { password: 'another long password' });
    expect((await as(cookie, '/instances')).status).toBe(401);
    expect(await signIn('eve', 'long enough password')).toBeNull();
    const again = (await signIn('eve', 'another long password'))!;
    await patch(`/users/${made.body.id}`, { disabled: true });
    expect((await as(again, '/instances')).status).toBe(401);
    const { rows } = await server.db.worker.query<{ text: string }>(
      `SELECT string_agg(a::text, ' ') AS text FROM audit a`,
    );
    expect(rows[0]!.text).not.toMatch(/long enough|another long|argon2/);
    expect((await remove(`/users/${made.body.id}`)).status).toBe(204);
  });

  it('rights are read in every request', async () => {
    const cluster = await newCluster('rights');
    const { body } = await post('/users', { name: 'ola', password: 'long enough password', role: 'viewer' });
    const cookie = (await signIn('ola', 'long enough password'))!;
    expect((await as(cookie, '/sources')).status).toBe(200);
    await patch(`/users/${body.id}`, { clusterIds: [cluster] });
    expect((await as(cookie, '/sources')).status).toBe(403);
    expect((await patch(`/users/${body.id}`, { clusterIds: ['018f0000-0000-7000-8000-000000000000'] })).status).toBe(
      400,
    );
  });

  it('the last admin stays one, however it is tried', async () => {
    const { rows } = await server.db.worker.query<{ id: string }>(`SELECT id FROM users WHERE name = 'admin'`);
    const admin = rows[0]!.id;
    const cluster = await newCluster('for-admin');
    for (const change of [{ disabled: true }, { role: 'viewer' }, { clusterIds: [cluster] }])
      expect((await patch(`/users/${admin}`, change)).status).toBe(409);
    expect((await remove(`/users/${admin}`)).status).toBe(409);
    const second = (await post('/users', { name: 'second', password: ADMIN_PASSWORD, role: 'admin' })).body.id;
    const both = await Promise.all([
      patch(`/users/${admin}`, { role: 'viewer' }),
      patch(`/users/${second}`, { disabled: true }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    await server.db.worker.query(`UPDATE users SET role = 'admin', disabled = false WHERE name IN ('admin', 'second')`);
    const cookie = (await signIn('second', ADMIN_PASSWORD))!;
    const demoted = await as(cookie, `/users/${second}`, {
      method: 'PATCH',
      body: { role: 'viewer' },
      headers: { cookie },
    });
    expect(demoted).toMatchObject({ status: 200, body: { role: 'viewer' } });
  });

  it('tokens work until they are revoked or expire', async () => {
    const made = await post<{ id: string; token: string }>('/tokens', { name: 'ci', role: 'viewer' });
    expect(made.body.token).toMatch(/^switchyard_/);
    const me = () => server.call('/session', { as: made.body.token });
    expect((await me()).body).toMatchObject({ name: 'ci', via: 'token', role: 'viewer' });
    expect((await server.call('/users', { as: made.body.token })).status).toBe(403);
    expect((await remove(`/tokens/${made.body.id}`)).status).toBe(204);
    expect((await me()).status).toBe(401);
    expect((await post('/tokens', { name: 'late', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(
      400,
    );
    const soon = await post<{ id: string; token: string }>('/tokens', {
      name: 'soon',
      role: 'viewer',
      expiresAt: '2099-01-01T00:00:00Z',
    });
    await server.db.worker.query('UPDATE tokens SET expires_at = now() WHERE id = $1', [soon.body.id]);
    expect((await server.call('/session', { as: soon.body.token })).status).toBe(401);
  });

  it('who may not is told why, and it is on record', async () => {
    const viewer = await server.token('viewer', null);
    const refused = await post('/users', { name: 'x', password: 'long enough password', role: 'admin' }, viewer);
    expect(refused).toMatchObject({ status: 403, body: { detail: 'needs the role admin; you are viewer' } });
    expect(await lastAudit()).toMatchObject({ action: 'users.edit.denied', actor: 'viewer of tests' });
  });
});

describe('an estate', () => {
  const estate = {
    clusters: [
      { name: 'file-a', watchedBy: 'file-b', rules: [{ tag: { value: 'a', key: 'cluster' }, account: '1' }] },
      { name: 'file-b' },
    ],
    sources: [
      { name: 'file-dns', system: 'powerdns', settings: { url: 'http://10.0.0.9:8081', apiKey: 'file secret' } },
    ],
  };
  type Diff = {
    applied: boolean;
    items: {
      name: string;
      act: string;
      changes: { field: string; before: unknown; after: unknown; secret?: boolean }[];
    }[];
  };
  const apply = (body: unknown, dryRun = false) => post<Diff>('/estate', { estate: body, dryRun });
  const acts = (diff: Diff) => diff.items.map(({ name, act }) => [name, act]);

  it('is shown first, applied, and then the same', async () => {
    const shown = await apply(estate, true);
    expect(shown.body.applied).toBe(false);
    expect(acts(shown.body)).toEqual([
      ['file-a', 'create'],
      ['file-b', 'create'],
      ['file-dns', 'create'],
    ]);
    expect(shown.text).not.toContain('file secret');
    expect(shown.body.items[2]!.changes).toContainEqual({
      field: 'settings.apiKey',
      before: null,
      after: 'set',
      secret: true,
    });
    expect((await server.call<ListPage>('/clusters?q=file-')).body.total).toBe(0);
    expect(acts((await apply(estate)).body)).toEqual(acts(shown.body));
    const again = await apply(estate);
    expect(again.body.items.map(({ act, changes }) => [act, changes])).toEqual([
      ['same', []],
      ['same', []],
      ['same', []],
    ]);
    const { items } = (await server.call<ListPage<AnyObject>>('/clusters?q=file-')).body;
    expect(items[0]!.watchedBy).toBe(items[1]!.id);
  });

  it('changes what differs, of secrets says only that', async () => {
    const changed = structuredClone(estate);
    changed.sources[0]!.settings.apiKey = 'another secret';
    changed.clusters[1] = { name: 'file-b', region: 'eu-west-1' } as never;
    const diff = (await apply(changed, true)).body;
    expect(acts(diff)).toEqual([
      ['file-a', 'same'],
      ['file-b', 'change'],
      ['file-dns', 'change'],
    ]);
    expect(diff.items[1]!.changes).toEqual([{ field: 'region', before: null, after: 'eu-west-1' }]);
    expect(diff.items[2]!.changes).toEqual([
      { field: 'settings.apiKey', before: 'set', after: 'changed', secret: true },
    ]);
    await apply(changed);
    expect(await lastAudit()).toMatchObject({
      before: { 'settings.apiKey': expect.stringMatching(/^hmac-sha256:/) as string },
      after: { 'settings.apiKey': expect.stringMatching(/^hmac-sha256:/) as string },
    });
    expect(acts((await apply(changed)).body).map(([, act]) => act)).toEqual(['same', 'same', 'same']);
  });

  it('leaves alone what it leaves out; only what is new gets defaults', async () => {
    const settings = { url: 'http://10.0.0.7:8081', apiKey: 'a secret', zones: ['example.org'], serverId: 'second' };
    const full = {
      clusters: [
        { name: 'left-watcher' },
        {
          name: 'left-cluster',
          region: 'eu-west-1',
          timeZone: 'Europe/Berlin',
          stage: 'staging',
          currentLoadBalancer: 'front',
          standbyLoadBalancer: 'spare',
          watchedBy: 'left-watcher',
          rules: [{ account: '1' }],
        },
      ],
      sources: [
        { name: 'left-dns', system: 'powerdns', mode: 'write-adopted', enabled: false, intervalSeconds: 77, settings },
      ],
    };
    await apply(full);
    const both = async () => [
      (await server.call<ListPage<AnyObject>>('/clusters?q=left-cluster')).body.items[0]!,
      (await server.call<ListPage<AnyObject>>('/sources?q=left-dns')).body.items[0]!,
    ];
    const before = await both();
    expect(before).toMatchObject([
      { stage: 'staging', timeZone: 'Europe/Berlin' },
      { mode: 'write-adopted', enabled: false, intervalSeconds: 77, settings: { serverId: 'second' } },
    ]);

    const short = { clusters: [{ name: 'left-cluster' }], sources: [{ name: 'left-dns' }] };
    expect(acts((await apply(short)).body).map(([, act]) => act)).toEqual(['same', 'same']);
    expect(await both()).toEqual(before);

    const some = {
      clusters: [{ name: 'left-cluster', region: null }],
      sources: [{ name: 'left-dns', settings: { zones: null, serverId: 'third' } }],
    };
    expect((await apply(some)).body.items.map(({ changes }) => changes)).toEqual([
      [{ field: 'region', before: 'eu-west-1', after: null }],
      [
        { field: 'settings.zones', before: ['example.org'], after: null },
        { field: 'settings.serverId', before: 'second', after: 'third' },
      ],
    ]);
    const [cluster, source] = await both();
    expect(cluster).toEqual({ ...before[0], region: null, changedAt: cluster!.changedAt });
    expect(source).toEqual({
      ...before[1],
      settings: { url: settings.url, apiKeySet: true, serverId: 'third' },
      changedAt: source!.changedAt,
    });
    expect(errorsOf((await apply({ sources: [{ name: 'nowhere' }] })).body)).toHaveProperty(['sources.0.system']);
  });

  it('lets no more be written in a source that is there: that is a plan', async () => {
    const settings = { url: 'http://10.0.0.8:8081', apiKey: 'a secret' };
    const file = (mode: string, ...clusters: object[]) => ({
      clusters,
      sources: [{ name: 'mode-dns', system: 'powerdns', settings, mode }],
    });
    await apply(file('write-adopted'));
    const mode = async () => (await server.call<ListPage<AnyObject>>('/sources?q=mode-dns')).body.items[0]!['mode'];
    for (const dryRun of [true, false]) {
      const { status, body } = await apply(file('write-all', { name: 'mode-cluster' }), dryRun);
      expect(status).toBe(409);
      expect(errorsOf(body)).toEqual({ 'sources.0.mode': expect.stringContaining('source.set-mode') as string });
    }
    expect(await mode()).toBe('write-adopted');
    expect((await server.call<ListPage>('/clusters?q=mode-cluster')).body.total).toBe(0);
    expect((await apply(file('read'))).body.items[0]).toMatchObject({
      changes: [{ field: 'mode', before: 'write-adopted', after: 'read' }],
    });
    expect(await mode()).toBe('read');
  });

  it('is applied whole or not at all, and says where it is wrong', async () => {
    const broken = {
      clusters: [{ name: 'file-c' }],
      sources: [{ name: 'bad', system: 'powerdns', settings: { url: 'http://x' } }],
    };
    const answer = await apply(broken);
    expect(answer.status).toBe(400);
    expect(errorsOf(answer.body)).toHaveProperty(['sources.0.settings.apiKey']);
    expect((await server.call<ListPage>('/clusters?q=file-c')).body.total).toBe(0);
    expect(errorsOf((await apply({ clusters: [{ name: 'a', watchedBy: 'nobody' }] })).body)).toHaveProperty([
      'clusters.0.watchedBy',
    ]);
    expect(errorsOf((await apply({ clusters: [{ name: 'a' }, { name: 'A' }] })).body)).toHaveProperty([
      'clusters.1.name',
    ]);
  });
});
