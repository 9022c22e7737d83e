import { ConnectionError } from './connection-error.ts';
import { decodePacket, headerLength, longestPacket, type Packet } from './packet.ts';

/** Makes packets of a byte stream, however it was cut into chunks. */
export class Framing {
  #chunks: Buffer[] = [];
  #gathered = 0;

  /** @throws ConnectionError `protocol` at a length that no packet can have: nothing after it can be understood */
  *push(chunk: Buffer): Generator<Packet> {
    this.#chunks.push(chunk);
    this.#gathered += chunk.length;
    for (;;) {
      if (this.#gathered < 4) return;
      const length = this.#first(4).readUInt32BE(0);
      if (length < headerLength || length > longestPacket)
        throw new ConnectionError('protocol', `a packet says that it is ${length} bytes long`);
      if (this.#gathered < length) return;
      const whole = this.#first(length);
      this.#chunks[0] = this.#chunks[0]!.subarray(length);
      this.#gathered -= length;
      yield decodePacket(whole);
    }
  }

  /** Joined only when a word or a packet is complete, so that a long one in many chunks is copied once. */
  #first(length: number): Buffer {
    if (this.#chunks[0]!.length < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!.subarray(0, length);
  }
}
