import { createServer, type Socket } from 'node:net';
import { type Codec, encode } from './codec.ts';
import { Framing } from './framing.ts';
import { errorPayload } from './libvirt-error.ts';
import { encodePacket, type Packet, packetStatus, packetType, programs } from './packet.ts';
import { type ProcedureName, procedures, type ResultOf } from './procedures.ts';

/** One client, as the server's script sees it. */
export class Peer {
  readonly socket: Socket;
  readonly heard: Packet[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
  }

  send(packet: Partial<Packet>): void {
    this.socket.write(packetBytes(packet));
  }

  answer<N extends ProcedureName>(call: Packet, name: N, result: ResultOf<N>): void {
    this.send({ ...call, type: packetType.reply, payload: encode(procedures[name].result as Codec<unknown>, result) });
  }

  refuse(call: Packet, code: number, message: string): void {
    this.send({ ...call, type: packetType.reply, status: packetStatus.error, payload: errorBytes(code, message) });
  }
}

export const packetBytes = (packet: Partial<Packet>): Buffer =>
  encodePacket({
    program: programs.remote,
    procedure: 0,
    type: packetType.reply,
    serial: 0,
    status: packetStatus.ok,
    payload: Buffer.alloc(0),
    ...packet,
  });

export const errorBytes = (code: number, message: string): Buffer =>
  encode(errorPayload, {
    code,
    domain: 10,
    message,
    level: 2,
    ofDomain: undefined,
    text1: undefined,
    text2: undefined,
    text3: undefined,
    number1: 0,
    number2: 0,
    ofNetwork: undefined,
  });

export interface ScriptedServer {
  port: number;
  peers: Peer[];
  close(): Promise<void>;
}

/** A server on TCP that does with each packet what the script says: what no real libvirtd could be made to do. */
export async function scriptedServer(script: (packet: Packet, peer: Peer) => void): Promise<ScriptedServer> {
  const peers: Peer[] = [];
  const server = createServer((socket) => {
    const peer = new Peer(socket);
    peers.push(peer);
    const framing = new Framing();
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      for (const packet of framing.push(chunk)) {
        peer.heard.push(packet);
        script(packet, peer);
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return {
    port: address.port,
    peers,
    close() {
      for (const { socket } of peers) socket.destroy();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** What a server does that lets everybody in. */
export function welcome(packet: Packet, peer: Peer): boolean {
  const named = (name: ProcedureName) =>
    packet.type === packetType.call && packet.procedure === procedures[name].number;
  if (named('authList')) peer.answer(packet, 'authList', ['none']);
  else if (named('connectSupportsFeature')) peer.answer(packet, 'connectSupportsFeature', true);
  else if (named('connectOpen')) peer.answer(packet, 'connectOpen', {});
  else if (named('connectClose')) peer.answer(packet, 'connectClose', {});
  else return false;
  return true;
}
