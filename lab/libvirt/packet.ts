import { XdrError } from './xdr-reader.ts';

/** virnetprotocol.x: a header of six words behind the length, which counts itself. */
const LENGTH = 4;
const HEADER = 24;
const LONGEST = 33_554_432 + LENGTH;

export const programs = { remote: 0x20008086, qemu: 0x20008087, keepalive: 0x6b656570 } as const;
export const types = { call: 0, reply: 1, message: 2, stream: 3 } as const;
export const statuses = { ok: 0, error: 1 } as const;

export interface Packet {
  program: number;
  version: number;
  procedure: number;
  type: number;
  serial: number;
  status: number;
  payload: Buffer;
}

export function encodePacket({ payload, ...header }: Packet): Buffer {
  const packet = Buffer.allocUnsafe(LENGTH + HEADER + payload.length);
  const { program, version, procedure, type, serial, status } = header;
  const words = [packet.length, program, version, procedure, type, serial, status];
  for (const [index, word] of words.entries()) packet.writeUInt32BE(word, index * 4);
  payload.copy(packet, LENGTH + HEADER);
  return packet;
}

/** Gathers packets from the pieces that a socket gives. */
export class PacketReader {
  #pieces: Buffer[] = [];
  #length = 0;

  /** @throws XdrError when the length is none a packet can have: libvirtd then drops the connection */
  push(piece: Buffer): Packet[] {
    this.#pieces.push(piece);
    this.#length += piece.length;
    const packets: Packet[] = [];
    for (;;) {
      if (this.#length < LENGTH) return packets;
      const bytes = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
      const length = bytes.readUInt32BE();
      if (length < LENGTH + HEADER || length > LONGEST) throw new XdrError(`a packet of ${length} bytes`);
      this.#pieces = [bytes];
      if (bytes.length < length) return packets;
      packets.push(decode(bytes.subarray(LENGTH, length)));
      this.#pieces = [bytes.subarray(length)];
      this.#length -= length;
    }
  }
}

function decode(bytes: Buffer): Packet {
  const word = (index: number) => bytes.readUInt32BE(index * 4);
  return {
    program: word(0),
    version: word(1),
    procedure: word(2),
    type: word(3),
    serial: word(4),
    status: word(5),
    payload: bytes.subarray(HEADER),
  };
}
