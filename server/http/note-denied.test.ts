import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { proposePlan } from '../../actions/engine/propose.ts';
import type { AnyObject, ListPage } from '../../contract/api/list.ts';
import { openPool } from '../../model/database.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { ADMIN_PASSWORD, ADMIN_TOKEN, type CallOptions, testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
let viewer: string;
beforeAll(async () => {
  server = await testServer();
  viewer = await server.token('viewer', null);
});
afterAll(() => server.stop());

let since: string;
beforeEach(async () => {
  since = (await server.db.worker.query<{ now: string }>('SELECT clock_timestamp() AS now')).rows[0]!.now;
});

/** As the API tells it. */
const denied = async () =>
  (await server.call<ListPage<AnyObject>>(`/audit?q=.denied&sort=at&at.gte=${since}`)).body.items;

const ID = '018f0000-0000-7000-8000-000000000000';
const post = (as: string | null, headers?: Record<string, string>): CallOptions => ({
  method: 'POST',
  body: { name: 'x' },
  as,
  headers,
});

async function signIn(): Promise<string> {
  const { headers } = await server.call('/session', {
    ...post(null),
    body: { name: 'admin', password: ADMIN_PASSWORD },
  });
  return headers.get('set-cookie')!.split(';')[0]!;
}

describe('an attempt that is denied is on record', () => {
  it('of a viewer: what, on which object, and why', async () => {
    const { status, headers } = await server.call(`/clusters/${ID}`, { method: 'DELETE', as: viewer });
    expect(status).toBe(403);
    expect(await denied()).toMatchObject([
      {
        action: 'clusters.edit.denied',
        actor: 'viewer of tests',
        objectKind: 'clusters',
        objectId: ID,
        address: '127.0.0.1',
        requestId: headers.get('x-request-id'),
        after: { request: 'DELETE /clusters/:id', reason: 'needs the role admin; you are viewer' },
        number: expect.any(Number) as number,
      },
    ]);
  });

  it('of a preview, which writes nothing', async () => {
    await server.call('/clusters/preview', { ...post(viewer), body: { rules: [] } });
    expect(await denied()).toMatchObject([
      { action: 'clusters.edit.denied', after: { request: 'POST /clusters/preview' } },
    ]);
  });

  it.each([
    ['a wrong token', 'a-token-that-nobody-has'],
    ['no token', null],
  ])('of %s on a write', async (_what, as) => {
    expect((await server.call('/clusters', post(as))).status).toBe(401);
    expect(await denied()).toMatchObject([
      { action: 'createCluster.denied', actor: 'nobody', actorId: null, after: { request: 'POST /clusters' } },
    ]);
  });

  it('of another site’s page that rides on a session, with whose it is', async () => {
    const cookie = await signIn();
    const { status } = await server.call('/clusters', post(null, { cookie, origin: 'https://elsewhere.example' }));
    expect(status).toBe(403);
    expect(await denied()).toMatchObject([
      { action: 'createCluster.denied', actor: 'admin', after: { reason: 'the request comes from another site' } },
    ]);
  });

  it('of a read that one’s role may not, once', async () => {
    for (let n = 0; n < 3; n++) expect((await server.call('/audit', { as: viewer })).status).toBe(403);
    expect(await denied()).toMatchObject([
      { action: 'listAudit.denied', actor: 'viewer of tests', after: { request: 'GET /audit' } },
    ]);
  });

  it('of who acts on a plan that is hidden from them, and alone on one that takes two', async () => {
    const cluster = uuidv7();
    await server.db.worker.query(
      `INSERT INTO clusters (id, name, time_zone, stage, rules, needs_approval) VALUES ($1, 'careful', 'UTC', 'production', '[]', true)`,
      [cluster],
    );
    const [ana, stranger] = [await server.token('operator', [cluster]), await server.token('operator', [])];
    const { body } = await server.call<{ id: string }>('/session', { as: ana });
    const draft = { title: 'T', button: 'T', steps: [], objects: [], clusterIds: [cluster] };
    const by = { id: body.id, name: 'ana' };
    const id = await proposePlan(server.db.worker, { action: 'dns.edit', params: {}, reason: '', draft, by });
    await server.db.worker.query(`UPDATE plans SET state = 'proposed' WHERE id = $1`, [id]);
    const act = async (what: string, as: string, plan = id) =>
      (await server.call(`/plans/${plan}/${what}`, { method: 'POST', as, body: what === 'apply' ? {} : undefined }))
        .status;
    expect([await act('cancel', stranger), await act('cancel', stranger, ID)]).toEqual([404, 404]);
    expect([await act('approve', ana), await act('apply', ana), await act('pause', ana)]).toEqual([409, 409, 409]);
    const about = { objectKind: 'plans', objectId: id };
    const second = expect.stringContaining('a second person has to approve it') as string;
    expect(await denied()).toMatchObject([
      { action: 'cancelPlan.denied', ...about, after: { reason: 'There is no such plan' } },
      { action: 'approvePlan.denied', ...about, after: { reason: second } },
      { action: 'applyPlan.denied', ...about, after: { reason: second } },
    ]);
  });

  it('of who would end another’s session, and is told that there is none', async () => {
    await signIn();
    const { rows } = await server.db.worker.query<{ id: string }>('SELECT id FROM sessions ORDER BY id DESC LIMIT 1');
    expect((await server.call(`/sessions/${rows[0]!.id}`, { method: 'DELETE', as: viewer })).status).toBe(404);
    expect(await denied()).toMatchObject([
      { action: 'session.end.denied', actor: 'viewer of tests', objectKind: 'users', objectName: 'admin' },
    ]);
  });
});

describe('nothing is on record', () => {
  it.each<[string, string, CallOptions]>([
    ['a session that has ended and reads', '/clusters', { as: 'a-token-that-nobody-has' }],
    ['what is not there', `/instances/${ID}`, { as: ADMIN_TOKEN }],
    ['what is not understood', '/clusters?colour=red', { as: ADMIN_TOKEN }],
    ['a sign-out after the end', '/session', { method: 'DELETE', as: 'a-token-that-nobody-has' }],
  ])('of %s', async (_what, path, options) => {
    expect((await server.call(path, options)).status).toBeGreaterThanOrEqual(400);
    expect(await denied()).toEqual([]);
  });
});

it('a wrong password is on record as that, once', async () => {
  await server.call('/session', { ...post(null), body: { name: 'admin', password: 'not the password' } });
  expect(await denied()).toEqual([]);
  const { body } = await server.call<ListPage<AnyObject>>(`/audit?action=session.refused&at.gte=${since}`);
  expect(body.items).toMatchObject([{ actor: 'nobody', objectName: 'admin' }]);
});

it('who is refused while the audit cannot be written is refused all the same', async () => {
  const owner = openPool(server.db.ownerUrl, 1, 'test owner');
  await owner.query(`ALTER TABLE audit ADD CONSTRAINT full_up CHECK (action NOT LIKE '%.denied') NOT VALID`);
  expect((await server.call('/clusters', post(viewer))).status).toBe(403);
  await owner.query('ALTER TABLE audit DROP CONSTRAINT full_up');
  await owner.end();
  expect(await denied()).toEqual([]);
});
