import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../faults/estate.ts';

/** What answers at some addresses of this computer, on one port, to who looks whether it is well. */
export class ProbedMachines {
  readonly port: number;
  readonly #servers: readonly Server[];
  readonly #waiting: ServerResponse[] = [];
  #held = false;

  private constructor(servers: readonly Server[], port: number) {
    this.#servers = servers;
    this.port = port;
    for (const server of servers)
      server.on('request', (_, answer: ServerResponse) => {
        if (this.#held) this.#waiting.push(answer);
        else answer.end('well');
      });
  }

  static async start(addresses: readonly string[]): Promise<ProbedMachines> {
    const servers: Server[] = [];
    let port = 0;
    for (const address of addresses) {
      const server = createServer();
      await new Promise<void>((listening, failed) => {
        server.once('error', failed);
        server.listen(port, address, listening);
      });
      ({ port } = server.address() as AddressInfo);
      servers.push(server);
    }
    return new ProbedMachines(servers, port);
  }

  /** From now on nobody is answered until it is said what. */
  hold(): void {
    this.#held = true;
  }

  /** Every one of them is asked and waits. */
  asked = (): Promise<void> =>
    until('every machine is asked', async () => this.#waiting.length === this.#servers.length);

  answer(status: number): void {
    this.#held = false;
    for (const one of this.#waiting.splice(0)) one.writeHead(status).end();
  }

  stop(): void {
    for (const server of this.#servers) server.close().closeAllConnections();
  }
}
