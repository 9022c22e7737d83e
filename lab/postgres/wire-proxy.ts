import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { errorMessage, message, type Message, Messages, withoutFirstColumn } from './messages.ts';

export type WireFault =
  'error' | 'reset' | 'cut' | 'garbage' | 'hang' | 'empty' | 'malformed' | 'duplicate' | 'reversed';

/** In front of a real server: counts what it is asked, and answers what is to fail in another way. It knows no TLS. */
export class WireProxy {
  queries = 0;
  /** What happens to the answers of queries that have these words. */
  fault: { words: RegExp; how: WireFault } | undefined;
  readonly #server: Server;
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer({ noDelay: true }, (client) => this.#between(client));
  }

  static async start(target: { host: string; port: number }): Promise<WireProxy> {
    const proxy = new WireProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** As the settings of a source want it. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }

  #between(client: Socket): void {
    const server = connect({ host: this.#target.host, port: this.#target.port, noDelay: true });
    let how: WireFault | undefined;
    let rows: Buffer[] = [];
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => (this.#sockets.delete(one), other.destroy()));
    }
    const asked = new Messages({ typed: false });
    client.on('data', (chunk: Buffer) => {
      for (const { type, bytes } of asked.take(chunk)) {
        if (type === 'Q') {
          this.queries += 1;
          how = this.fault?.words.test(bytes.toString()) ? this.fault.how : undefined;
          rows = [];
        }
        server.write(bytes);
      }
    });
    const answered = new Messages({ typed: true });
    server.on('data', (chunk: Buffer) => {
      for (const one of answered.take(chunk)) {
        if (how === undefined) client.write(one.bytes);
        else rows = amiss(how, one, rows, client);
      }
    });
  }
}

/** Passes on what comes of an answer that is to be amiss. @returns the rows so far */
function amiss(how: WireFault, { type, bytes }: Message, rows: Buffer[], client: Socket): Buffer[] {
  if (how === 'hang') return rows;
  if (how === 'reset') return (client.resetAndDestroy(), rows);
  if (type === 'T') {
    if (how === 'error') client.write(errorMessage('ERROR', 'XX000', 'could not read a block'));
    else if (how === 'garbage') client.write(message('x', 'none of PostgreSQL’s'));
    else if (how === 'cut') client.end(bytes.subarray(0, bytes.length / 2));
    else client.write(bytes);
    return rows;
  }
  if (how === 'cut' || how === 'garbage') return rows;
  if (type === 'D') return [...rows, bytes];
  if (type === 'C') {
    if (how === 'error') return rows;
    for (const row of rowsAs[how](rows)) client.write(row);
  }
  client.write(bytes);
  return rows;
}

const rowsAs: Record<'empty' | 'malformed' | 'duplicate' | 'reversed', (rows: Buffer[]) => Buffer[]> = {
  empty: () => [],
  malformed: ([first, ...others]) => [withoutFirstColumn(first!), ...others],
  duplicate: (rows) => [...rows, rows[0]!],
  reversed: (rows) => rows.toReversed(),
};
