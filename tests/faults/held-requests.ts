import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that waits in between. */
export interface Held {
  /** It goes on, on its way there or back, whoever has gone meanwhile. @returns what it was answered */
  passOn(): Promise<number>;
  /** It never arrives. */
  drop(): void;
}

export interface HeldRequests {
  url: string;
  /** The next request that fits, by `<method> <path> <body>`, is kept: before it arrives (`asked`), or done and not answered (`answered`). */
  hold(fits: (request: string) => boolean, when: 'asked' | 'answered'): Promise<Held>;
  stop(): Promise<void>;
}

interface Trap {
  fits(request: string): boolean;
  when: 'asked' | 'answered';
  caught(held: Held): void;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Stands in front of a server, and keeps single requests for as long as a test wants, also when who has asked is dead by then. */
export async function heldRequests(targetPort: number): Promise<HeldRequests> {
  const traps: Trap[] = [];
  const server = createServer((asked, answering) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of asked) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const { method = 'GET', url: path = '/', headers } = asked;
      const go = () =>
        new Promise<Answer>((done, failed) => {
          const onward = send({ host: '127.0.0.1', port: targetPort, method, path, headers }, (answered) => {
            const parts: Buffer[] = [];
            answered.on('data', (part: Buffer) => parts.push(part));
            answered.on('end', () =>
              done({ status: answered.statusCode!, headers: answered.headers, body: Buffer.concat(parts) }),
            );
            answered.on('error', failed);
          });
          onward.on('error', failed);
          onward.end(body);
        });
      const finish = ({ status, headers: told, body: said }: Answer) => {
        answering.writeHead(status, told);
        answering.end(said);
      };
      const place = traps.findIndex(({ fits }) => fits(`${method} ${path} ${body.toString('utf8')}`));
      if (place < 0) return finish(await go());
      const [trap] = traps.splice(place, 1);
      const ready = trap!.when === 'answered' ? await go() : null;
      trap!.caught({
        async passOn() {
          const answer = ready ?? (await go());
          finish(answer);
          return answer.status;
        },
        drop: () => void answering.destroy(),
      });
    })().catch(() => answering.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (fits, when) => new Promise((caught) => traps.push({ fits, when, caught })),
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
