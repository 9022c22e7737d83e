import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { LabContext } from '../lab-context.ts';
import type { HypervisorEvent } from '../world/hypervisors.ts';
import { Connection } from './connection.ts';

export interface EndpointOptions {
  lab: LabContext;
  host: string;
  socketPath: string;
  keepaliveMs: number;
  onError: (error: unknown) => void;
}

/** Where the libvirt of one host is reached: a TCP port of its own, and a socket. */
export class HostEndpoint {
  readonly socketPath: string;
  port = 0;
  readonly #options: EndpointOptions;
  readonly #connections = new Set<Connection>();
  #servers: Server[] = [];

  constructor(options: EndpointOptions) {
    this.#options = options;
    this.socketPath = options.socketPath;
  }

  /** @param port tried first; 0, or one that is taken: another */
  async open(port: number): Promise<void> {
    if (this.#servers.length > 0) return;
    const byTcp = await this.#listen({ port, host: '127.0.0.1' });
    this.#servers = [byTcp, await this.#listen({ path: this.socketPath })];
    this.port = (byTcp.address() as AddressInfo).port;
  }

  /** As when the power fails: who is connected is cut off, who comes is refused. */
  async close(): Promise<void> {
    const servers = this.#servers;
    this.#servers = [];
    this.drop();
    await Promise.all(servers.map((server) => new Promise<void>((closed) => server.close(() => closed()))));
    await rm(this.socketPath, { force: true });
  }

  /** Connections that are open. */
  get clients(): number {
    return this.#connections.size;
  }

  /** As when libvirtd is started anew. */
  drop(): void {
    for (const connection of this.#connections) connection.end();
  }

  hear(event: HypervisorEvent): void {
    for (const connection of this.#connections) connection.hear(event);
  }

  async #listen(at: { port: number; host: string } | { path: string }): Promise<Server> {
    const { lab, host, keepaliveMs, onError } = this.#options;
    const server = createServer((socket) => {
      // As libvirtd does with more than max_clients.
      if (lab.faults.aimedAt({ service: 'libvirt', operation: 'connect', host }).feel('429')) return socket.destroy();
      const connection = new Connection(lab, host, socket, keepaliveMs, onError);
      this.#connections.add(connection);
      socket.once('close', () => this.#connections.delete(connection));
    });
    const listening = (where: object) =>
      new Promise<void>((done, failed) => {
        server.once('error', failed);
        server.listen(where, () => {
          server.off('error', failed);
          done();
        });
      });
    await listening(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' || !('port' in at)) throw error;
      return listening({ ...at, port: 0 });
    });
    return server;
  }
}
