import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { runInContext } from '../context.ts';
import { addressPolicy } from './address-policy.ts';
import { createOutgoing, type OutgoingRequest } from './guarded-request.ts';
import { testCertificate } from './test-certificate.ts';

const servers: (Server | TcpServer)[] = [];
const outgoing = createOutgoing({ policy: addressPolicy({ allow: ['127.0.0.0/8'] }), userAgent: 'switchyard-test' });
const strict = createOutgoing({ policy: addressPolicy({ allow: [] }), userAgent: 'switchyard-test' });

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

afterAll(async () => {
  await Promise.all([outgoing.close(), strict.close()]);
});

async function listen(server: Server | TcpServer): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}

const serve = (handler: RequestListener) => listen(createHttpServer(handler));
const get = (url: string, options: Partial<OutgoingRequest> = {}) =>
  outgoing.request({ url, timeoutMs: 20_000, ...options });

test('sends method, headers, body, user agent and request id, and gives back status, headers, body', async () => {
  const port = await serve((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      response.setHeader('x-many', ['a', 'b']);
      response.statusCode = 201;
      response.end(JSON.stringify({ method: request.method, headers: request.headers, body, url: request.url }));
    });
  });
  const answer = await runInContext({ requestId: 'r-1' }, () =>
    get(`http://127.0.0.1:${port}/zones?page=2`, { method: 'POST', headers: { authorization: 'Bearer t' }, body: 'é' }),
  );
  expect(answer.status).toBe(201);
  expect(answer.headers['x-many']).toBe('a, b');
  expect(JSON.parse(answer.body)).toMatchObject({
    method: 'POST',
    body: 'é',
    url: '/zones?page=2',
    headers: { authorization: 'Bearer t', 'user-agent': 'switchyard-test', 'x-request-id': 'r-1' },
  });
});

test('credentials that an answer repeats are taken out of it', async () => {
  const port = await serve((request, response) => {
    const { authorization, 'x-api-key': key, accept } = request.headers;
    response.statusCode = 401;
    response.end(`${authorization} ${String(key)} ${accept}`);
  });
  const headers = { authorization: 'Bearer very-secret-token', 'x-api-key': 'very-secret-key', accept: 'text/plain' };
  expect(await get(`http://127.0.0.1:${port}/`, { headers })).toMatchObject({
    status: 401,
    body: 'Bearer [redacted] [redacted] text/plain',
  });
});

test('a name is resolved, checked and dialled', async () => {
  const port = await serve((_request, response) => void response.end('here'));
  expect(await get(`http://localhost:${port}/`)).toMatchObject({ status: 200, body: 'here' });
});

test('an error status is an answer; a redirect is one too and is not followed', async () => {
  let hits = 0;
  const port = await serve((request, response) => {
    hits += 1;
    response.statusCode = request.url === '/fail' ? 500 : 302;
    response.setHeader('location', 'http://169.254.169.254/latest/meta-data/');
    response.end('elsewhere');
  });
  expect(await get(`http://127.0.0.1:${port}/fail`)).toMatchObject({ status: 500 });
  expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 302, body: 'elsewhere' });
  expect(hits).toBe(2);
});

/** All of them lead to a listening server on the loopback address, or would, and none may reach it. */
const loopbackSpellings = [
  'http://127.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.0x0.0x0.0x1:PORT/',
  'http://0X7F.1:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0.0x0.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://127.000.000.001:PORT/',
  'http://１２７.0.0.1:PORT/',
  'http://127。0。0。1:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  ' http://127.0.0.1:PORT/',
  'http://127.0.0.1\t:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://l%6fcalhost:PORT/',
  'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::FFFF:7F00:1]:PORT/',
  'http://[::ffff:0:7f00:1]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://[::]:PORT/',
  'http://0:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0x0:PORT/',
  'http://user:password@127.0.0.1:PORT/',
  'http://api.example.com@127.0.0.1:PORT/',
  'http://api.example.com:80%40127.0.0.1:PORT/',
  'http://127.0.0.1:PORT#@api.example.com/',
  'http://127.0.0.1:PORT\\@api.example.com/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/latest/meta-data/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[fe80::1%25lo]:PORT/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://100.100.100.200/',
  'ftp://127.0.0.1:PORT/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:PORT/_',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  '//127.0.0.1:PORT/',
  '',
];

test.each(loopbackSpellings)('refused before anything is sent: %s', async (spelling) => {
  let connections = 0;
  const server = createHttpServer((_request, response) => void response.end('reached'));
  server.on('connection', () => (connections += 1));
  const port = await listen(server);
  await expect(
    strict.request({ url: spelling.replace('PORT', String(port)), timeoutMs: 20_000 }),
  ).rejects.toMatchObject({
    name: 'OutgoingError',
    kind: 'refused',
  });
  expect(connections).toBe(0);
});

test.each(['localhost.', 'LocalHost.', 'localhost..'])(
  '%s reaches nothing, whether the resolver knows it or not',
  async (host) => {
    let connections = 0;
    const server = createHttpServer((_request, response) => void response.end('reached'));
    server.on('connection', () => (connections += 1));
    const port = await listen(server);
    const url = `http://${host}:${port}/`;
    await expect(strict.request({ url, timeoutMs: 20_000 })).rejects.toMatchObject({
      kind: expect.stringMatching(/refused|network/),
    });
    expect(connections).toBe(0);
  },
);

test('a certificate of an unknown authority is refused, with NODE_TLS_REJECT_UNAUTHORIZED=0 as well', async () => {
  const port = await listen(
    createHttpsServer(testCertificate(['127.0.0.1']), (_request, response) => void response.end('reached')),
  );
  await expect(get(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ kind: 'tls' });
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const again = createOutgoing({ policy: addressPolicy({ allow: ['127.0.0.0/8'] }), userAgent: 'switchyard-test' });
  await expect(again.request({ url: `https://127.0.0.1:${port}/`, timeoutMs: 20_000 })).rejects.toMatchObject({
    kind: 'tls',
  });
  await again.close();
});

test('a given authority is trusted, for its own names and time only', async () => {
  const good = testCertificate(['127.0.0.1', 'localhost']);
  const port = await listen(createHttpsServer(good, (_request, response) => void response.end('secret')));
  expect(await get(`https://127.0.0.1:${port}/`, { ca: good.cert })).toMatchObject({ status: 200, body: 'secret' });
  const other = testCertificate(['dns.example']);
  const otherPort = await listen(createHttpsServer(other, (_request, response) => void response.end()));
  await expect(get(`https://127.0.0.1:${otherPort}/`, { ca: other.cert })).rejects.toMatchObject({ kind: 'tls' });
  const old = testCertificate(['127.0.0.1'], { notAfter: new Date(Date.now() - 60_000) });
  const oldPort = await listen(createHttpsServer(old, (_request, response) => void response.end()));
  await expect(get(`https://127.0.0.1:${oldPort}/`, { ca: old.cert })).rejects.toMatchObject({ kind: 'tls' });
});

test('https to a server that speaks plain http is a TLS failure', async () => {
  const port = await serve((_request, response) => void response.end());
  await expect(get(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ kind: 'tls' });
});

test.each<[string, RequestListener]>([
  ['no answer', () => {}],
  ['an answer that never ends', (_request, response) => void response.write('begun')],
  ['a drop at a time', (_request, response) => void setInterval(() => response.write('.'), 20).unref()],
])('the deadline covers %s', async (_name, handler) => {
  const port = await serve(handler);
  await expect(get(`http://127.0.0.1:${port}/`, { timeoutMs: 150 })).rejects.toMatchObject({ kind: 'timeout' });
});

test("the caller's signal ends it with its own reason", async () => {
  const port = await serve(() => {});
  const stop = new AbortController();
  const answer = get(`http://127.0.0.1:${port}/`, { signal: stop.signal });
  stop.abort(new Error('the worker stops'));
  await expect(answer).rejects.toThrow('the worker stops');
  await expect(get(`http://127.0.0.1:${port}/`, { signal: stop.signal })).rejects.toThrow('the worker stops');
});

test('a body over the limit is cut off', async () => {
  let sent = 0;
  const port = await serve((_request, response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      sent += chunk.length;
    };
    response.on('drain', more);
    more();
  });
  await expect(get(`http://127.0.0.1:${port}/`, { maxBytes: 100_000 })).rejects.toMatchObject({ kind: 'too-large' });
  expect(sent).toBeLessThan(50_000_000);
  const small = await serve((_request, response) => void response.end('x'.repeat(1000)));
  expect((await get(`http://127.0.0.1:${small}/`, { maxBytes: 1000 })).body).toHaveLength(1000);
});

test('refused connections, cut-off answers, nonsense and unasked encodings are network failures', async () => {
  const closed = await serve(() => {});
  await new Promise((resolve) => servers.pop()!.close(resolve));
  await expect(get(`http://127.0.0.1:${closed}/`)).rejects.toMatchObject({
    kind: 'network',
    message: expect.stringContaining('ECONNREFUSED'),
  });

  const cut = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', () => response.destroy());
  });
  await expect(get(`http://127.0.0.1:${cut}/`)).rejects.toMatchObject({ kind: 'network' });

  const nonsense = await listen(createTcpServer((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
  await expect(get(`http://127.0.0.1:${nonsense}/`)).rejects.toMatchObject({ kind: 'network' });

  const encoded = await serve(
    (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
  );
  await expect(get(`http://127.0.0.1:${encoded}/`)).rejects.toMatchObject({ kind: 'network' });
});

test('messages do not repeat the query', async () => {
  const failure = await get('http://127.0.0.1:1/path?token=hunter2').catch((error: Error) => error);
  expect(String(failure)).toContain('/path');
  expect(String(failure)).not.toContain('hunter2');
});
