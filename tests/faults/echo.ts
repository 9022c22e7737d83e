import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Echo {
  url: string;
  /** How it answers from now on: as who is behind it, or with an error that repeats the credentials, as gateways do that show what was asked. */
  says: 'what is behind' | '401' | '500' | 'web page';
  /** To what: to everything, or only to what changes something. */
  to: 'all' | 'writes';
  stop(): Promise<void>;
}

/** Stands in front of a server that has not learned to keep secrets. */
export async function startEcho(targetPort: number): Promise<Echo> {
  const server = createServer((asked, answer) => {
    const { method, url: path, headers } = asked;
    if (echo.says === 'what is behind' || (echo.to === 'writes' && method === 'GET')) {
      const onward = send({ host: '127.0.0.1', port: targetPort, method, path, headers }, (answered) => {
        answer.writeHead(answered.statusCode!, answered.headers);
        answered.pipe(answer);
      });
      onward.on('error', () => answer.destroy());
      asked.pipe(onward);
      return;
    }
    const credentials = String(headers['authorization'] ?? headers['x-api-key']);
    const said = `not known: ${credentials}`;
    if (echo.says === 'web page') {
      answer.writeHead(200, { 'content-type': 'text/html' });
      answer.end(`<html><body><pre>authorization: ${credentials}</pre></body></html>`);
      return;
    }
    answer.writeHead(Number(echo.says), { 'content-type': headers['x-api-key'] ? 'text/plain' : 'application/json' });
    const errors = [{ code: 10000, message: said, error_chain: [{ code: 9109, message: said }] }];
    answer.end(headers['x-api-key'] ? said : JSON.stringify({ success: false, errors, messages: [], result: null }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const echo: Echo = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    says: 'what is behind',
    to: 'all',
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return echo;
}
