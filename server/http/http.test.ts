import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../contract/api/problem.ts';
import { apiRoutes } from '../routes/all.ts';
import { ADMIN_TOKEN, testServer, type TestServer } from '../test-server.ts';
import { commonHeaders } from './headers.ts';
import { routeMatcher } from './match.ts';
import { webUi } from './web-ui.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);

describe('problems', () => {
  it.each([
    ['/api/v1/nothing', 'GET', 404],
    ['/api/nothing', 'GET', 404],
    ['/api/v1/instances/not-an-id', 'GET', 404],
    ['/api/v1/instances/018f0000-0000-7000-8000-000000000000', 'GET', 404],
    ['/api/v1/instances', 'DELETE', 405],
    ['/api/v1/instances', 'PUT', 405],
    ['/api/v1/session?colour=red', 'GET', 400],
    ['/api/v1/instances?at=2026-02-30', 'GET', 400],
    ['/api/v1/instances?at=0000-01-01T00:00:00Z', 'GET', 400],
    ['/api/v1/instances?at=2026-11-20T09:00:00%2B16:00', 'GET', 400],

    ['/assets/missing-chunk.js', 'GET', 404],
  ])('%s %s is %i, told as JSON with a request id', async (path, method, status) => {
    const response = await get(path, { method, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const body = problem.parse(await response.json());
    expect(body.status).toBe(status);
    expect(body.requestId).toBe(response.headers.get('x-request-id'));
    expect(JSON.stringify(body)).not.toMatch(/\.ts|node_modules|at /);
  });

  it('keep a caller’s request id if it looks like one', async () => {
    const id = async (given: string) =>
      (await get('/api/v1/session', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await id('deploy-2026-11-20')).toBe('deploy-2026-11-20');
    expect(await id('x')).not.toBe('x');
    expect(await id('a b c d e f g h i')).not.toContain(' ');
  });

  it.each([
    [String.raw`{"name":"a\u0000b","password":"x"}`, 'name'],
    [String.raw`{"name":"a\ud800b","password":"x"}`, 'name'],
    [String.raw`{"\u0000":1}`, 'body'],
    [String.raw`{"settings":{"hosts":["qemu:///system","qemu://a\u0000/"]}}`, 'settings.hosts.1'],
    [String.raw`{"settings":{"a\u0000":1}}`, 'settings'],
  ])('refuse text that no database can hold: %s', async (body, field) => {
    const headers = { 'content-type': 'application/json' };
    const response = await get('/api/v1/session', { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(problem.parse(await response.json()).errors).toEqual({ [field]: expect.stringContaining('NUL') });
  });

  it('take escaped letters for what they are', async () => {
    const headers = { 'content-type': 'application/json' };
    const body = String.raw`{"name":"\ud83e\udd84 \\u0000","password":"x"}`;
    expect((await get('/api/v1/session', { method: 'POST', headers, body })).status).toBe(401);
  });

  it.each([
    '/search?q=web&constructor=x',
    '/search?q=web&__proto__=x',
    '/instances?constructor=x',
    '/instances?__proto__=x',
  ])('name a parameter that is called like a property of every object: %s', async (path) => {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const { detail } = problem.parse(await (await get(`/api/v1${path}`, { headers })).json());
    expect(detail).toMatch(/(constructor|__proto__): no such parameter/);
  });

  it('refuse bodies that are too large', async () => {
    const big = await server.call('/estate', { method: 'POST', body: { estate: {}, more: 'x'.repeat(2_200_000) } });
    expect(big.status).toBe(413);
  });

  it('say that the database is away, and come back', async () => {
    const { db } = server;
    await db.web.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'switchyard server' AND datname = current_database()`,
    );
    await expect.poll(async () => (await server.call('/instances')).status).toBe(200);
  });
});

describe('headers', () => {
  it('forbid what pages of ours never need', async () => {
    const { headers } = await get('/api/v1/session');
    expect(headers.get('content-security-policy')).toContain(`default-src 'none'`);
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(Object.fromEntries(commonHeaders(true))['strict-transport-security']).toBe('max-age=15552000');
  });

  it('answers are compressed for those who take it', async () => {
    const { headers } = await get('/api/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    expect(headers.get('content-encoding')).toBe('gzip');
  });
});

describe('the route table', () => {
  it('has each path and name once', () => {
    const paths = apiRoutes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(paths).size).toBe(paths.length);
    const names = apiRoutes.map((route) => route.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('matches ids and nothing else as parameters', () => {
    const match = routeMatcher(apiRoutes);
    const id = '018F0000-0000-7000-8000-000000000000';
    expect(match('GET', `/instances/${id}`)).toMatchObject({ params: { id: id.toLowerCase() } });
    expect(match('POST', '/clusters/preview')).toMatchObject({ route: { name: 'previewClusterRules' } });
    expect(match('PATCH', `/clusters/preview`)).toEqual({ allowed: ['POST'] });
    expect(match('GET', '/instances/')).toBeNull();
    expect(match('GET', '/constructor')).toBeNull();
  });
});

describe('the documents', () => {
  it('OpenAPI 3.1 names every route, and all references are there', async () => {
    const response = await get('/api/openapi.json');
    const text = await response.text();
    const document = JSON.parse(text) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
      components: { schemas: object };
    };
    expect(document.openapi).toBe('3.1.0');
    const names = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId));
    expect(names.toSorted()).toEqual(apiRoutes.map((route) => route.name).toSorted());
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
      expect(document.components.schemas).toHaveProperty(name!);
    for (const [, pattern] of text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g))
      expect(JSON.parse(pattern!) as string).not.toMatch(/\/[a-z]+$/);
  });

  it('the page for people needs no script and no other host', async () => {
    const response = await get('/api/docs');
    expect(response.headers.get('content-type')).toContain('text/html');
    const text = await response.text();
    expect(text).toContain('/api/v1/record-sets');
    expect(text).not.toMatch(/<script|style=|https?:\/\//);
    expect((await get('/api/docs.css')).headers.get('content-type')).toContain('text/css');
  });
});

describe('life signs and figures', () => {
  it('are open to a supervisor on this machine', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ ok: true });
    expect(await (await get('/readyz')).json()).toEqual({ ready: true, database: true, events: true });
    await server.call('/instances');
    await server.db.worker.query(
      `INSERT INTO due_work (id, task, due_at) VALUES (gen_random_uuid(), 'pull', now() - interval '1 minute')`,
    );
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(/switchyard_http_request_seconds_count\{route="GET \/instances",status="200"\} [1-9]/);
    expect(text).toContain('switchyard_event_streams 0');
    expect(text).toContain('switchyard_due_work{task="pull"} 1');
    expect(text).toMatch(/switchyard_due_work_oldest_seconds [6-9]\d/);
  });

  it('figures are not open to strangers behind a proxy', async () => {
    const as = (token?: string) =>
      get('/metrics', {
        headers: { 'x-forwarded-for': '203.0.113.9', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      });
    expect((await as()).status).toBe(401);
    expect((await as(await server.token('admin', []))).status).toBe(403);
    expect((await as(await server.token('viewer', null))).status).toBe(200);
  });
});

describe('raw HTTP', () => {
  const send = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      let heard = '';
      const socket = connect(Number(port), hostname, () => socket.write(text));
      socket.on('data', (chunk) => (heard += chunk.toString()));
      socket.on('end', () => resolve(heard));
      socket.on('error', reject);
    });

  it('an absolute target or a strange host changes nothing', async () => {
    const answer = await send(
      `GET http://evil.example/api/v1/instances HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 (401|404)/);
  });

  it('HEAD answers without a body', async () => {
    const answer = await send(
      `HEAD /api/v1/instances HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer.endsWith('\r\n\r\n')).toBe(true);
  });
});

describe('the built UI', () => {
  let folder: string;
  let http: Server;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'switchyard-ui-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<meta property="csp-nonce" nonce="__NONCE__"><title>Switchyard</title>');
    writeFileSync(join(folder, 'assets', 'app-1.js'), 'export {};');
    writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const app = express();
    app.use(webUi(folder, false, (_req, res) => void res.status(404).send('nothing')));
    http = createServer(app);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    http.close();
    rmSync(folder, { recursive: true });
  });

  it('is one page for every address, with a nonce of its own each time', async () => {
    const page = async (path: string) => {
      const response = await fetch(`${url}${path}`);
      const nonce = /nonce="([^"]+)"/.exec(await response.text())?.[1];
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(response.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
      return nonce;
    };
    expect(await page('/')).not.toBe(await page('/record-sets/x%2Fy'));
    expect(await page('/index.html')).not.toBe('__NONCE__');
  });

  it('keeps hashed files for ever, and says 404 for those that are not there', async () => {
    const asset = await fetch(`${url}/assets/app-1.js`);
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${url}/assets/app-2.js`)).status).toBe(404);
    expect((await fetch(`${url}/api/what`)).status).toBe(404);
    expect((await fetch(`${url}/favicon.svg`)).headers.get('content-type')).toContain('image/svg+xml');
    expect((await fetch(`${url}/..%2f..%2fpackage.json`)).headers.get('content-type')).toContain('text/html');
  });

  it('is read again after a new build', async () => {
    writeFileSync(join(folder, 'index.html'), '<title>Newer</title>');
    expect(await (await fetch(url)).text()).toContain('Newer');
  });
});
