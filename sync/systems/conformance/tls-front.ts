import { connect } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';

interface Pair {
  key: string;
  cert: string;
}

export interface TlsFront {
  port: number;
  /** Since the start, let in or not. */
  connections(): number;
  open(): number;
  stop(): Promise<void>;
}

/** libvirtd's TLS in front of a server without: only the client with this certificate is let in, and is told so by one byte. */
export async function startTlsFront(target: number, server: Pair, client: Pick<Pair, 'cert'>): Promise<TlsFront> {
  let count = 0;
  const sockets = new Set<TLSSocket>();
  const front = createServer({ ...server, ca: client.cert, requestCert: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.write(Buffer.from([1]));
    const behind = connect({ host: '127.0.0.1', port: target, noDelay: true });
    socket.on('error', () => behind.destroy()).on('close', () => behind.destroy());
    behind.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.pipe(behind).pipe(socket);
  });
  front.on('connection', () => (count += 1)).on('tlsClientError', () => undefined);
  await new Promise<void>((listening) => front.listen(0, '127.0.0.1', listening));
  return {
    port: (front.address() as AddressInfo).port,
    connections: () => count,
    open: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => front.close(closed));
    },
  };
}
