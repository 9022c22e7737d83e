import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_PASSWORD, testServer, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
  await server.user('mia', 'viewer', null);
});
afterAll(() => server.stop());

const signIn = (name: string, password: string, headers: Record<string, string> = {}) =>
  server.call('/session', { method: 'POST', body: { name, password }, as: null, headers });
const cookieOf = (headers: Headers) => headers.get('set-cookie')!.split(';')[0]!;

describe('sign-in', () => {
  it('gives a cookie that works until sign-out', async () => {
    const { status, headers, body } = await signIn('Admin', ADMIN_PASSWORD);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'admin', role: 'admin', via: 'session', clusterIds: null });
    expect(headers.get('set-cookie')).toMatch(/^switchyard=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const cookie = cookieOf(headers);
    const me = (extra = {}) => server.call('/session', { as: null, headers: { cookie, ...extra } });
    expect((await me()).status).toBe(200);
    const out = await server.call('/session', { method: 'DELETE', as: null, headers: { cookie } });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await me()).status).toBe(401);
  });

  it('keeps only the digest of the token, and gives another one each time', async () => {
    const first = cookieOf((await signIn('mia', ADMIN_PASSWORD)).headers);
    const second = cookieOf((await signIn('mia', ADMIN_PASSWORD, { cookie: first })).headers);
    expect(second).not.toBe(first);
    expect((await server.call('/session', { as: null, headers: { cookie: first } })).status).toBe(401);
    const { rows } = await server.db.worker.query<{ row: string }>('SELECT s::text AS row FROM sessions s');
    for (const { row } of rows) expect(row).not.toContain(second.split('=')[1]);
  });

  it('answers alike for a wrong password, an unknown name and a disabled user', async () => {
    await server.user('gone', 'viewer', null);
    await server.db.worker.query(`UPDATE users SET disabled = true WHERE name = 'gone'`);
    const answers = [
      await signIn('mia', 'not her password'),
      await signIn('nobody', ADMIN_PASSWORD),
      await signIn('gone', ADMIN_PASSWORD),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(401);
      expect({ ...body, requestId: '' }).toEqual({
        type: 'about:blank',
        title: 'Name or password is wrong',
        status: 401,
        requestId: '',
      });
    }
    const { rows } = await server.db.worker.query(`SELECT 1 FROM audit WHERE action = 'session.refused'`);
    expect(rows.length).toBeGreaterThanOrEqual(3);
  });

  it('is refused for a while after too many tries, many at once included', async () => {
    const tries = await Promise.all(Array.from({ length: 14 }, () => signIn('victim', 'guess')));
    expect(tries.filter(({ status }) => status === 401)).toHaveLength(10);
    const refused = tries.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(4);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await signIn('mia', ADMIN_PASSWORD)).status).toBe(200);
  });

  describe('from several addresses', () => {
    let behind: TestServer;
    beforeAll(async () => {
      behind = await testServer({ TRUST_PROXY: 'loopback' });
      await behind.user('mia', 'viewer', null);
    });
    afterAll(() => behind.stop());
    const from = async (address: string, name: string, password = 'guess') =>
      (
        await behind.call('/session', {
          method: 'POST',
          body: { name, password },
          as: null,
          headers: { 'x-forwarded-for': address },
        })
      ).status;
    const times = (count: number, one: (n: number) => Promise<number>) =>
      Promise.all(Array.from({ length: count }, (_, n) => one(n)));

    it('a name is refused where it was guessed at, however it is written, and nowhere else', async () => {
      const spellings = ['admin', 'Admin', ' ADMIN '];
      const tries = await times(12, (n) => from('192.0.2.1', spellings[n % 3]!));
      expect(tries.filter((status) => status === 429)).toHaveLength(2);
      expect(await from('192.0.2.1', 'admin', ADMIN_PASSWORD)).toBe(429);
      expect(await from('192.0.2.2', ' Admin', ADMIN_PASSWORD)).toBe(200);
      expect(await from('192.0.2.1', 'mia', ADMIN_PASSWORD)).toBe(200);
    });

    it('a name is refused everywhere after a hundred wrong tries', async () => {
      const tries = await times(102, (n) => from(`198.51.100.${n % 12}`, 'Éva'));
      expect(tries.filter((status) => status === 429)).toHaveLength(2);
      expect(await from('203.0.113.1', 'éva')).toBe(429);
      expect(await from('198.51.100.1', 'mia', ADMIN_PASSWORD)).toBe(200);
    });

    it('an address is refused after sixty wrong tries, its whole /64 if it is IPv6; what succeeds does not count', async () => {
      const wrong = (n: number) => from(`2001:db8::${n}`, `name-${n}`);
      const mia = () => from('2001:db8::f', 'mia', ADMIN_PASSWORD);
      expect(new Set(await times(59, wrong))).toEqual(new Set([401]));
      expect([await mia(), await mia(), await mia()]).toEqual([200, 200, 200]);
      expect([await wrong(60), await wrong(61), await mia()]).toEqual([401, 429, 429]);
      expect(await from('2001:db8:0:1::f', 'mia', ADMIN_PASSWORD)).toBe(200);
      // What was refused was no try at the name.
      const { rows } = await behind.db.worker.query(`SELECT 1 FROM sign_in_failures WHERE who LIKE 'name:name-61%'`);
      expect(rows).toEqual([]);
    });

    it('one’s own mistyping is forgotten once one is in', async () => {
      const tries = async () => (await times(9, () => from('192.0.2.9', 'mia'))).every((status) => status === 401);
      for (let turn = 0; turn < 3; turn += 1)
        expect([await tries(), await from('192.0.2.9', 'mia', ADMIN_PASSWORD)]).toEqual([true, 200]);
    });
  });

  it.each([
    [{ origin: 'https://evil.example' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'null' }],
  ])('is refused to pages of other sites: %o', async (headers: Record<string, string>) => {
    expect((await signIn('admin', ADMIN_PASSWORD, headers)).status).toBe(403);
  });

  it('is open to the page itself', async () => {
    const { origin } = new URL(server.url);
    expect((await signIn('admin', ADMIN_PASSWORD, { origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('takes JSON alone', async () => {
    const form = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'a', password: 'b' }),
    });
    expect(form.status).toBe(415);
    const broken = await fetch(`${server.url}/api/v1/session`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(broken.status).toBe(400);
    const { body } = await server.call('/session', { method: 'POST', body: { name: 'a', pass: 'b' }, as: null });
    expect(body.errors).toMatchObject({ password: expect.any(String), pass: 'no such field' });
  });
});

describe('sessions', () => {
  it('are one’s own to see and to end; admins see everybody’s', async () => {
    const mia = cookieOf((await signIn('mia', ADMIN_PASSWORD)).headers);
    const admin = cookieOf((await signIn('admin', ADMIN_PASSWORD)).headers);
    const as = (cookie: string, path: string, method = 'GET') =>
      server.call<{ items: { id: string; userName: string; current: boolean }[] }>(path, {
        method,
        as: null,
        headers: { cookie },
      });
    const own = (await as(mia, '/sessions')).body.items;
    expect(new Set(own.map((one) => one.userName))).toEqual(new Set(['mia']));
    expect(own.filter((one) => one.current)).toHaveLength(1);
    expect((await as(mia, '/sessions?all=true')).status).toBe(403);
    const all = (await as(admin, '/sessions?all=true')).body.items;
    const admins = all.find((one) => one.current)!;
    expect((await as(mia, `/sessions/${admins.id}`, 'DELETE')).status).toBe(404);
    const hers = own.find((one) => one.current)!;
    expect((await as(admin, `/sessions/${hers.id}`, 'DELETE')).status).toBe(204);
    expect((await as(mia, '/session')).status).toBe(401);
  });

  it('end with the user, idleness and age', async () => {
    for (const end of [
      `UPDATE users SET disabled = true WHERE name = 'tim'`,
      `UPDATE sessions SET last_seen_at = now() - interval '13 hours' WHERE user_id = (SELECT id FROM users WHERE name = 'tim')`,
      `UPDATE sessions SET expires_at = now() WHERE user_id = (SELECT id FROM users WHERE name = 'tim')`,
    ]) {
      await server.db.worker.query(`DELETE FROM users WHERE name = 'tim'`);
      await server.user('tim', 'viewer', null);
      const cookie = cookieOf((await signIn('tim', ADMIN_PASSWORD)).headers);
      expect((await server.call('/session', { as: null, headers: { cookie } })).status).toBe(200);
      await server.db.worker.query(end);
      expect((await server.call('/session', { as: null, headers: { cookie } })).status).toBe(401);
    }
  });

  it('are noted as used', async () => {
    const cookie = cookieOf((await signIn('mia', ADMIN_PASSWORD)).headers);
    await server.db.worker.query(`UPDATE sessions SET last_seen_at = now() - interval '1 hour'`);
    await server.call('/session', { as: null, headers: { cookie } });
    await expect
      .poll(async () => {
        const { rows } = await server.db.worker.query(
          `SELECT 1 FROM sessions WHERE last_seen_at > now() - interval '1 minute'`,
        );
        return rows.length;
      })
      .toBe(1);
  });
});

describe('behind TLS', () => {
  it('the cookie is Secure and bound to the host', async () => {
    const behind = await testServer({ PUBLIC_URL: 'https://panel.example.org' });
    const { headers } = await behind.call('/session', {
      method: 'POST',
      body: { name: 'admin', password: ADMIN_PASSWORD },
      as: null,
      headers: { origin: 'https://panel.example.org' },
    });
    expect(headers.get('set-cookie')).toMatch(/^__Host-switchyard=.*; Secure$/);
    expect(headers.get('strict-transport-security')).toContain('max-age=');
    expect((await behind.call('/session', { as: null, headers: { cookie: cookieOf(headers) } })).status).toBe(200);
    await behind.stop();
  });
});
