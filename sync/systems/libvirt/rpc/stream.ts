import { Duplex } from 'node:stream';
import { ConnectionError } from './connection-error.ts';
import { LibvirtError } from './libvirt-error.ts';
import { longestChunk, type Packet, packetStatus, packetType } from './packet.ts';

/** What a stream needs of its connection. */
export interface StreamWire {
  /** The procedure that opened it. */
  name: string;
  send(status: number, payload: Buffer, sent?: (error?: Error | null) => void): void;
  /** While anything is held, the whole connection is not read: the protocol has no other way to slow a server down. */
  hold(held: boolean): void;
  /** No packet of this stream will come any more. */
  forget(): void;
}

const empty = Buffer.alloc(0);

/**
 * Bytes that follow a call: read to download, write to upload, both for a console. It ends when both sides have said so, and
 * fails with what libvirt says. As a slow reader holds up everything on its connection, give streams one of their own.
 */
export class ByteStream extends Duplex {
  readonly #wire: StreamWire;
  #said: 'nothing' | 'finished' | 'aborted' = 'nothing';
  #over = false;
  #confirmed: ((error?: Error | null) => void) | undefined;

  constructor(wire: StreamWire) {
    super({ emitClose: true });
    this.#wire = wire;
  }

  /** Called by the connection. */
  receive({ type, status, payload }: Packet): void {
    if (status === packetStatus.error) return this.#end(new LibvirtError(payload, this.#wire.name));
    // Both an answer to our own end, which an aborted stream gets too.
    if (status === packetStatus.ok) return this.#end();
    if (type !== packetType.stream)
      return this.#end(new ConnectionError('protocol', `${this.#wire.name}: a packet of type ${type} in a stream`));
    // What was on its way when its reader left.
    if (this.destroyed) return;
    if (payload.length > 0) {
      if (!this.push(payload)) this.#wire.hold(true);
      return;
    }
    this.push(null);
    // The server's end; it waits for ours.
    if (this.#said === 'nothing') this.end();
  }

  /** Called by the connection when it is gone. */
  lose(error: ConnectionError): void {
    this.#over = true;
    this.destroy(error);
  }

  override _read(): void {
    this.#wire.hold(false);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (let at = 0; at < chunk.length; at += longestChunk) {
      const last = at + longestChunk >= chunk.length;
      this.#wire.send(packetStatus.continue, chunk.subarray(at, at + longestChunk), last ? done : undefined);
    }
    if (chunk.length === 0) done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#said = 'finished';
    this.#confirmed = done;
    this.#wire.send(packetStatus.ok, empty);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#wire.hold(false);
    // After our end there is nothing left to abort: a server drops who speaks of a stream that it has closed.
    if (!this.#over && this.#said === 'nothing') {
      this.#said = 'aborted';
      this.#wire.send(packetStatus.error, empty);
    }
    this.#confirmed?.(error);
    done(error);
  }

  #end(error?: Error): void {
    this.#over = true;
    this.#wire.forget();
    if (error) return void this.destroy(error);
    const confirmed = this.#confirmed;
    this.#confirmed = undefined;
    if (!this.readableEnded && !this.destroyed) this.push(null);
    confirmed?.();
  }
}
