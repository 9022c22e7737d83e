import { describe, expect, it } from 'vitest';
import { objectSchema } from '../../contract/api/list.ts';
import { kindNamed } from '../../contract/kinds/all.ts';
import { ADMIN_PASSWORD } from '../test-server.ts';
import { panelCalls } from './panel-calls.ts';

const calls = panelCalls();
const { post, patch, remove, lastAudit, newCluster } = calls;

describe('users and tokens', () => {
  const signIn = async (name: string, password: string) => {
    const { status, headers } = await calls.server.call('/session', {
      method: 'POST',
      body: { name, password },
      as: null,
    });
    return status === 200 ? headers.get('set-cookie')!.split(';')[0]! : null;
  };
  const as = (cookie: string, path: string, options = {}) =>
    calls.server.call(path, { as: null, headers: { cookie }, ...options });

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
    const { rows } = await calls.server.db.worker.query<{ text: string }>(
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
    const { rows } = await calls.server.db.worker.query<{ id: string }>(`SELECT id FROM users WHERE name = 'admin'`);
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
    await calls.server.db.worker.query(
      `UPDATE users SET role = 'admin', disabled = false WHERE name IN ('admin', 'second')`,
    );
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
    const me = () => calls.server.call('/session', { as: made.body.token });
    expect((await me()).body).toMatchObject({ name: 'ci', via: 'token', role: 'viewer' });
    expect((await calls.server.call('/users', { as: made.body.token })).status).toBe(403);
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
    await calls.server.db.worker.query('UPDATE tokens SET expires_at = now() WHERE id = $1', [soon.body.id]);
    expect((await calls.server.call('/session', { as: soon.body.token })).status).toBe(401);
  });

  it('who may not is told why, and it is on record', async () => {
    const viewer = await calls.server.token('viewer', null);
    const refused = await post('/users', { name: 'x', password: 'long enough password', role: 'admin' }, viewer);
    expect(refused).toMatchObject({ status: 403, body: { detail: 'needs the role admin; you are viewer' } });
    expect(await lastAudit()).toMatchObject({ action: 'users.edit.denied', actor: 'viewer of tests' });
  });
});
