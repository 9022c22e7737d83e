import { createServer, get as httpGet, type IncomingMessage, type RequestOptions, type Server } from 'node:http';
import { createServer as createHttpsServer, get as httpsGet } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { addressPolicy } from './address-policy.ts';
import { guardedAgents } from './guarded-agents.ts';
import { testCertificate } from './test-certificate.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}

function status(get: typeof httpGet, options: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(options, (response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });
}

test.each(['127.0.0.1', 'localhost', '0177.0.0.1', '2130706433', '127.1', '::1', '169.254.169.254', '0.0.0.0'])(
  '%s is refused on both agents, as literal and as name',
  async (host) => {
    let connections = 0;
    const server = createServer((_request, response) => void response.end());
    server.on('connection', () => (connections += 1));
    const port = await listen(server);
    const { httpAgent, httpsAgent } = guardedAgents({ policy: addressPolicy({ allow: [] }) });
    await expect(status(httpGet, { host, port, agent: httpAgent })).rejects.toMatchObject({ kind: 'refused' });
    await expect(status(httpsGet, { host, port, agent: httpsAgent })).rejects.toMatchObject({ kind: 'refused' });
    expect(connections).toBe(0);
  },
);

test('a socket path is refused', async () => {
  const { httpAgent } = guardedAgents({ policy: addressPolicy({ allow: ['0.0.0.0/0', '::/0'] }) });
  await expect(status(httpGet, { socketPath: '/var/run/docker.sock', agent: httpAgent })).rejects.toMatchObject({
    kind: 'refused',
  });
});

test('what is permitted is reached, by address and by name', async () => {
  const port = await listen(createServer((_request, response) => void response.end()));
  const { httpAgent } = guardedAgents({ policy: addressPolicy({ allow: ['127.0.0.0/8'] }) });
  expect(await status(httpGet, { host: '127.0.0.1', port, agent: httpAgent })).toBe(200);
  expect(await status(httpGet, { host: 'localhost', port, agent: httpAgent })).toBe(200);
  httpAgent.destroy();
});

test('certificates are checked, whatever a request asks for', async () => {
  const certificate = testCertificate(['127.0.0.1']);
  const port = await listen(createHttpsServer(certificate, (_request, response) => void response.end()));
  const policy = addressPolicy({ allow: ['127.0.0.0/8'] });
  const plain = guardedAgents({ policy }).httpsAgent;
  const careless = { host: '127.0.0.1', port, agent: plain, rejectUnauthorized: false };
  await expect(status(httpsGet, careless)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const knowing = guardedAgents({ policy, ca: certificate.cert }).httpsAgent;
  expect(await status(httpsGet, { host: '127.0.0.1', port, agent: knowing })).toBe(200);
  knowing.destroy();
});
