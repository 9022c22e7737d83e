import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  body: Buffer;
}

const END = Buffer.from('\r\n\r\n');

/**
 * A client of one kept connection, one request at a time. It reads no more of an answer than its status and length: what a client of HTTP costs
 * beside that would be shared by all that is measured with it, and hide differences.
 */
export class Client {
  private readonly socket: Socket;
  private readonly host: string;
  private parts: Buffer[] = [];
  private answered: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket, host: string) {
    this.socket = socket;
    this.host = host;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.answered?.reject(error));
    socket.on('close', () => this.answered?.reject(new Error('the connection was closed')));
  }

  static open(url: string): Promise<Client> {
    const { hostname, port, host } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new Client(socket, host)));
      socket.once('error', reject);
    });
  }

  get(path: string, token?: string): Promise<Answer> {
    const credential = token ? `authorization: Bearer ${token}\r\n` : '';
    return new Promise((resolve, reject) => {
      this.answered = { resolve, reject };
      this.socket.write(`GET ${path} HTTP/1.1\r\nhost: ${this.host}\r\n${credential}\r\n`);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.parts.push(chunk);
    const all = this.parts.length === 1 ? chunk : Buffer.concat(this.parts);
    const end = all.indexOf(END);
    if (end < 0) return;
    const head = all.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    if (Number.isNaN(length)) return this.answered?.reject(new Error(`an answer without its length:\n${head}`));
    if (all.length < end + END.length + length) {
      this.parts = [all];
      return;
    }
    this.parts = [];
    this.answered?.resolve({ status: Number(head.slice(9, 12)), body: all.subarray(end + END.length) });
  }
}

export interface Asked {
  path: string;
  token?: string;
}

async function good(client: Client, { path, token }: Asked): Promise<Answer> {
  const answer = await client.get(path, token);
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.body.toString()}`);
  return answer;
}

/** Asks by so many connections at once, each going on as soon as it is answered. Returns requests a second. */
export async function rate(url: string, asked: Asked[], { connections = 16, ms = 2000 } = {}): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, () => Client.open(url)));
  let count = 0;
  const start = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() - start < ms) await good(client, asked[count++ % asked.length]!);
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  for (const client of clients) client.close();
  return count / seconds;
}

/** How long answers take one after the other on one connection, in ms. */
export async function times(url: string, asked: Asked[], { rounds = 20, warm = 5 } = {}): Promise<number[]> {
  const client = await Client.open(url);
  const taken = [];
  for (let n = -warm; n < rounds; n++)
    for (const one of asked) {
      const start = performance.now();
      await good(client, one);
      if (n >= 0) taken.push(performance.now() - start);
    }
  client.close();
  return taken;
}
