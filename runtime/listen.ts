import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from './start-error.ts';

/**
 * Binds the server.
 * @param where port 0 takes any free one
 * @returns the port, and the URL to reach it from this machine
 * @throws StartError that names PORT or HOST
 */
export function listen(server: Server, where: { port: number; host: string }): Promise<{ port: number; url: string }> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, where)));
    server.listen(where.port, where.host, () => {
      const { port } = server.address() as AddressInfo;
      resolve({ port, url: localUrl(where.host, port) });
    });
  });
}

function explain(error: NodeJS.ErrnoException, { port, host }: { port: number; host: string }): Error {
  const told: Record<string, string> = {
    EADDRINUSE: `PORT ${port} on ${host} is taken by another program; set PORT to a free one`,
    EACCES: `PORT ${port} may not be used by this user; set PORT to one above 1023`,
    EADDRNOTAVAIL: `HOST ${host} is not an address of this machine`,
    ENOTFOUND: `HOST ${host} is not known`,
    EAI_AGAIN: `HOST ${host} is not known`,
  };
  const message = told[error.code ?? ''];
  return message === undefined ? error : new StartError(message, { cause: error });
}

function localUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
