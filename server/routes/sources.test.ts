import { describe, expect, it } from 'vitest';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { systemCards } from '../../contract/systems/all.ts';
import { openSecrets } from '../../model/panel/secrets.ts';
import { TEST_KEY } from '../../model/test-database.ts';
import { seedObjects, seedSource } from '../test-estate.ts';
import { errorsOf, panelCalls } from './panel-calls.ts';

const calls = panelCalls();
const { post, patch, remove, due, lastAudit } = calls;

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
    expect(await openSecrets(calls.server.db.worker, TEST_KEY, made.body.id)).toEqual({ apiKey: settings.apiKey });
    expect(await due('pull')).toMatchObject([{ subject_id: made.body.id, every_seconds: 60 }]);
    const list = await calls.server.call<ListPage<AnyObject>>('/sources?q=dns');
    expect(list.body.items[0]).toMatchObject({ settings: { apiKeySet: true } });
    const everything = await calls.server.db.worker.query<{ text: string }>(
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
    expect(await openSecrets(calls.server.db.worker, TEST_KEY, body.id)).toEqual({ apiKey: 'new key' });
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
    expect((await calls.server.call(path)).body).toMatchObject({ name: 'dns-6', mode: 'write-adopted' });
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
    expect((await calls.server.call(`/sources/${body.id}`)).status).toBe(404);
    expect((await post(`/sources/${body.id}/sync`)).status).toBe(404);
    expect((await post('/sources', { name: 'dns-3', system: 'powerdns', settings })).status).toBe(201);
  });

  it('are tested by a worker', async () => {
    const { body } = await post('/sources', { name: 'dns-4', system: 'powerdns', settings });
    const result = { ok: true, account: 'pdns', items: [], at: '2026-01-01T00:00:00Z' };
    const asked = post(`/sources/${body.id}/check`);
    await expect
      .poll(async () => {
        const { rowCount } = await calls.server.db.worker.query(
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
    const { body } = await calls.server.call<{ items: { name: string; settings: { properties: object } }[] }>(
      '/systems',
    );
    expect(body.items.map((item) => item.name)).toEqual(systemCards.map((card) => card.name));
    expect(body.items.find((item) => item.name === 'powerdns')!.settings.properties).toHaveProperty('apiKey');
  });

  it('show their scopes and held changes, which an admin decides', async () => {
    const source = await seedSource(calls.server.db.worker, 'with-held', { kind: 'instances', scope: 'eu-west-1' });
    const ids = await seedObjects(calls.server.db.worker, source, [
      { kind: 'instances', key: 'held-1', fields: { name: 'held-1' } },
    ]);
    const hold = async () => {
      const { rows } = await calls.server.db.worker.query<{ id: string }>(
        `INSERT INTO held_changes (id, source_id, scope_id, kind, scope, scope_title, reason, detail, ids, state)
         VALUES (gen_random_uuid(), $1, $2, 'instances', 'eu-west-1', 'Ireland', 'many-gone', '1 of 1 would go', $3, 'open') RETURNING id`,
        [source.sourceId, source.scopeId, ids],
      );
      return rows[0]!.id;
    };
    const first = await hold();
    const scopes = await calls.server.call<{ items: unknown[] }>(`/sources/${source.sourceId}/scopes`);
    expect(scopes.body.items).toMatchObject([
      { kind: 'instances', scope: 'eu-west-1', scopeTitle: 'eu-west-1', held: 1 },
    ]);
    await calls.server.db.worker.query(`UPDATE scopes SET title = 'Ireland' WHERE id = $1`, [source.scopeId]);
    const titled = [`/sources/${source.sourceId}/scopes`, '/instances?q=held-1'].map((path) =>
      calls.server.call<{ items: unknown[] }>(path),
    );
    for (const { body } of await Promise.all(titled))
      expect(body.items).toMatchObject([{ scope: 'eu-west-1', scopeTitle: 'Ireland' }]);
    const listed = await calls.server.call<{ items: unknown[] }>(
      `/held-changes?state=open&sourceId=${source.sourceId}`,
    );
    expect(listed.body.items).toMatchObject([
      { id: first, count: 1, sourceName: 'with-held', scopeTitle: 'Ireland', objects: [{ name: 'held-1' }] },
    ]);
    const operator = await calls.server.token('operator', null);
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
