import { ConnectionError } from './connection-error.ts';

export const programs = { remote: 0x20008086, keepalive: 0x6b656570 } as const;
export const packetType = { call: 0, reply: 1, message: 2, stream: 3, hole: 6 } as const;
export const packetStatus = { ok: 0, error: 1, continue: 2 } as const;

/** The length word counts itself; then six words of header. */
export const headerLength = 28;
/** virnetprotocol.x: VIR_NET_MESSAGE_MAX and the length word. A server hangs up on longer ones. */
export const longestPacket = 33_554_432 + 4;
/** What every release takes in one packet of a stream (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX). */
export const longestChunk = 262_120;

const version = 1;

export interface Packet {
  program: number;
  procedure: number;
  type: number;
  /** The caller's number for the call; 0 for what nobody asked for. */
  serial: number;
  status: number;
  payload: Buffer;
}

export function encodePacket({ program, procedure, type, serial, status, payload }: Packet): Buffer {
  const length = headerLength + payload.length;
  if (length > longestPacket) throw new ConnectionError('protocol', `a packet of ${length} bytes is too long`);
  const packet = Buffer.allocUnsafe(length);
  for (const [at, word] of [length, program, version, procedure, type, serial, status].entries())
    packet.writeUInt32BE(word, at * 4);
  payload.copy(packet, headerLength);
  return packet;
}

/** @param bytes exactly one packet */
export function decodePacket(bytes: Buffer): Packet {
  const word = (at: number) => bytes.readUInt32BE(at * 4);
  if (word(2) !== version)
    throw new ConnectionError('protocol', `version ${word(2)} of program ${word(1)} is not known`);
  return {
    program: word(1),
    procedure: word(3),
    type: word(4),
    serial: word(5),
    status: word(6),
    payload: bytes.subarray(headerLength),
  };
}
