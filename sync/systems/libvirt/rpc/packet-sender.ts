import type { Writable } from 'node:stream';

type Sent = (error?: Error | null) => void;

/**
 * Writes packets one after the other, each once the one before it is out. Written together they would share a TLS record,
 * and libvirtd then leaves all but the first in it unread until more bytes arrive: its virNetSocketHasCachedData knows of
 * SASL and SSH, not of TLS. Seen as calls that are answered only after the next ping.
 */
export class PacketSender {
  readonly #to: Writable;
  readonly #waiting: { packet: Buffer; sent: Sent | undefined }[] = [];
  #busy = false;

  constructor(to: Writable) {
    this.#to = to;
  }

  /** @param sent called when the packet is with the system, which takes no more than it can pass on */
  send(packet: Buffer, sent?: Sent): void {
    this.#waiting.push({ packet, sent });
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const first = this.#waiting.shift();
    this.#busy = first !== undefined;
    if (!first) return;
    this.#to.write(first.packet, (error) => {
      first.sent?.(error);
      this.#next();
    });
  }
}
