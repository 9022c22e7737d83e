import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Gate {
  url: string;
  /** From now on such requests wait, by their body or path. */
  close(holds: (text: string) => boolean): void;
  /** Those that wait go on, and so do all others. */
  open(): void;
  stop(): Promise<void>;
}

/** In front of a server: makes requests wait for as long as a test wants them to. */
export async function startGate(targetPort: number): Promise<Gate> {
  let holds: (text: string) => boolean = () => false;
  let waiting: (() => void)[] = [];
  const server = createServer((asked, answer) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of asked) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      if (holds(`${asked.url} ${body.toString('utf8')}`)) await new Promise<void>((go) => waiting.push(go));
      const { method, url: path, headers } = asked;
      const onward = request({ host: '127.0.0.1', port: targetPort, method, path, headers }, (answered) => {
        answer.writeHead(answered.statusCode!, answered.headers);
        answered.pipe(answer);
      });
      onward.on('error', () => answer.destroy());
      onward.end(body);
    })().catch(() => answer.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const open = () => {
    holds = () => false;
    for (const go of waiting) go();
    waiting = [];
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: (which) => void (holds = which),
    open,
    async stop() {
      open();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
