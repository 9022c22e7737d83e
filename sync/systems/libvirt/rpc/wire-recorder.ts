import { connect, createServer } from 'node:net';
import { Framing } from './framing.ts';
import type { Packet } from './packet.ts';

export interface WireRecorder {
  /** In the order in which they came, of all clients. */
  sent: Packet[];
  heard: Packet[];
  close(): Promise<void>;
}

/** Stands between another client and a libvirtd and writes down what they say. */
export async function recordWire(path: string, libvirtd: string): Promise<WireRecorder> {
  const [sent, heard]: [Packet[], Packet[]] = [[], []];
  const server = createServer((client) => {
    const daemon = connect({ path: libvirtd });
    const [fromClient, fromDaemon] = [new Framing(), new Framing()];
    client.on('data', (chunk: Buffer) => void sent.push(...fromClient.push(chunk)));
    daemon.on('data', (chunk: Buffer) => void heard.push(...fromDaemon.push(chunk)));
    client.on('error', () => daemon.destroy()).pipe(daemon);
    daemon.on('error', () => client.destroy()).pipe(client);
  });
  await new Promise<void>((listening) => server.listen(path, () => listening()));
  return { sent, heard, close: () => new Promise((closed) => server.close(() => closed())) };
}
