import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AwsEndpoint } from './aws/aws-endpoint.ts';
import { Faults } from './faults.ts';
import { RequestLog } from './request-log.ts';
import { World } from './world/world.ts';

export interface LabOptions {
  host?: string;
  port?: number;
  stateDir?: string;
  world?: World;
}
export async function startLab({ host = '127.0.0.1', port = 0, world = new World() }: LabOptions = {}) {
  const faults = new Faults(() => world);
  const requests = new RequestLog();
  const lab = { world, faults, requests, latencyMs: 0 };
  const aws = new AwsEndpoint(lab);
  const server: Server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://lab');
    if (url.pathname.startsWith('/aws'))
      aws.handle(request, response, url).catch((e) => {
        console.error(e);
        response.writeHead(500);
        response.end(String(e));
      });
    else {
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    world,
    faults,
    requests,
    aws,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((r) => server.close(r));
    },
  };
}
