import type { Duplex } from 'node:stream';
import { decode, encode } from './codec.ts';
import { ConnectionError } from './connection-error.ts';
import { Framing } from './framing.ts';
import { answerTo, Keepalive } from './keepalive.ts';
import { LibvirtError } from './libvirt-error.ts';
import { encodePacket, type Packet, packetStatus, packetType, programs } from './packet.ts';
import { PacketSender } from './packet-sender.ts';
import { PendingCalls } from './pending-calls.ts';
import { type ArgsOf, type ProcedureName, procedures, type ResultOf } from './procedures.ts';
import { ByteStream } from './stream.ts';

export interface ConnectionOptions {
  /** Calls that are sent and not answered yet. */
  limit?: number;
  /** For a call that says nothing else. */
  timeoutMs?: number;
}

export interface CallOptions {
  timeoutMs?: number;
  /** Ends the waiting; what was sent is carried out all the same. */
  signal?: AbortSignal | undefined;
}

/** Calls, messages and streams over one byte stream, from the first packet on. It does not come back once it is gone. */
export class Connection {
  readonly #socket: Duplex;
  readonly #sender: PacketSender;
  readonly #framing = new Framing();
  readonly #timeoutMs: number;
  readonly #calls: PendingCalls;
  readonly #streams = new Map<number, ByteStream>();
  readonly #holding = new Set<number>();
  readonly #gone: (error: ConnectionError) => void;
  #serial = 0;
  #keepalive: Keepalive | undefined;
  #lost: ConnectionError | undefined;
  #onMessage: (message: Packet) => void = () => {};
  /** Settles once, with the reason; never rejects. */
  readonly closed: Promise<ConnectionError>;

  constructor(socket: Duplex, { limit = 5, timeoutMs = 30_000 }: ConnectionOptions = {}) {
    this.#socket = socket;
    this.#sender = new PacketSender(socket);
    this.#timeoutMs = timeoutMs;
    const { promise, resolve } = promiseWithResolve<ConnectionError>();
    this.closed = promise;
    this.#gone = resolve;
    this.#calls = new PendingCalls(
      limit,
      (packet) => this.#sender.send(packet),
      (error) => this.end(error),
    );
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error: Error) => this.end(lost(`the connection broke: ${error.message}`, error)));
    socket.on('close', () => this.end(lost('the host closed the connection')));
    socket.on('end', () => this.end(lost('the host closed the connection')));
    // A transport that read the first bytes itself leaves its socket paused.
    socket.resume();
  }

  /**
   * @throws LibvirtError what libvirt answers
   * @throws ConnectionError when there is no answer
   */
  call<N extends ProcedureName>(name: N, args: ArgsOf<N>, options: CallOptions = {}): Promise<ResultOf<N>> {
    return this.#call(name, args, options, ({ payload }) => {
      // Each entry is a procedure of its own argument and result, which the compiler does not follow through the table.
      const { result } = procedures[name];
      return decode<unknown>(result, payload) as ResultOf<N>;
    });
  }

  /** A call after which a stream follows. */
  stream<N extends 'storageVolUpload' | 'storageVolDownload' | 'domainOpenConsole'>(
    name: N,
    args: ArgsOf<N>,
    options: CallOptions = {},
  ): Promise<ByteStream> {
    let wanted = true;
    const opened = this.#call(name, args, options, ({ serial }) => {
      const stream = this.#openStream(name, serial);
      // Opened after all for a caller who had given up: nobody else would ever end it.
      if (!wanted) stream.destroy();
      return stream;
    });
    opened.catch(() => (wanted = false));
    return opened;
  }

  /** Replaces the listener for what the server sends unasked. */
  listen(onMessage: (message: Packet) => void): void {
    this.#onMessage = onMessage;
  }

  /** Only when the server has said that it knows pings. */
  keepAlive(options: { intervalMs: number; count: number }): void {
    this.#keepalive = new Keepalive(
      options,
      (packet) => this.#sender.send(packet),
      // Held up by our own reader, nothing can be heard.
      () => this.#holding.size === 0 && this.end(lost(`nothing was heard for ${options.count + 1} pings`)),
    );
  }

  /** Everything that is under way fails for this reason; only the first one counts. */
  end(reason: ConnectionError): void {
    if (this.#lost) return;
    this.#lost = reason;
    this.#keepalive?.stop();
    this.#socket.destroy();
    this.#calls.failAll(reason);
    for (const stream of this.#streams.values()) stream.lose(reason);
    this.#streams.clear();
    this.#gone(reason);
  }

  #call<N extends ProcedureName, R>(
    name: N,
    args: ArgsOf<N>,
    { timeoutMs = this.#timeoutMs, signal }: CallOptions,
    read: (reply: Packet) => R,
  ): Promise<R> {
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      const { number, args: codec } = procedures[name];
      const serial = this.#nextSerial();
      const packet = encodePacket({
        program: programs.remote,
        procedure: number,
        type: packetType.call,
        serial,
        status: packetStatus.ok,
        payload: encode<unknown>(codec, args),
      });
      const answered = (reply: Packet) => {
        try {
          if (reply.status === packetStatus.error) throw new LibvirtError(reply.payload, name);
          if (reply.procedure !== number)
            throw new ConnectionError('protocol', `${name} was answered for procedure ${reply.procedure}`);
          resolve(read(reply));
        } catch (error) {
          reject(error);
        }
      };
      this.#calls.add({ name, serial, packet, timeoutMs, signal, answered, failed: reject });
    });
  }

  #openStream(name: ProcedureName, serial: number): ByteStream {
    const { number: procedure } = procedures[name];
    const stream = new ByteStream({
      name,
      send: (status, payload, sent) => {
        const packet = { program: programs.remote, procedure, type: packetType.stream, serial, status, payload };
        this.#sender.send(encodePacket(packet), sent);
      },
      hold: (held) => this.#hold(serial, held),
      forget: () => void this.#streams.delete(serial),
    });
    this.#streams.set(serial, stream);
    return stream;
  }

  #hold(serial: number, held: boolean): void {
    if (held) this.#holding.add(serial);
    else this.#holding.delete(serial);
    if (this.#holding.size > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  #receive(chunk: Buffer): void {
    this.#keepalive?.heard();
    try {
      for (const packet of this.#framing.push(chunk)) {
        this.#dispatch(packet);
        if (this.#lost) return;
      }
    } catch (error) {
      this.end(
        error instanceof ConnectionError ? error : new ConnectionError('protocol', String(error), { cause: error }),
      );
    }
  }

  #dispatch(packet: Packet): void {
    if (packet.program === programs.keepalive) {
      const answer = answerTo(packet);
      if (answer) this.#sender.send(answer);
    } else if (packet.type === packetType.message) this.#onMessage(packet);
    // A stream's error comes as a reply when it is the answer to its end.
    else if (this.#streams.has(packet.serial)) this.#streams.get(packet.serial)!.receive(packet);
    else if (packet.type === packetType.reply && !this.#calls.settle(packet))
      throw new ConnectionError('protocol', `a reply to call ${packet.serial}, which nobody made`);
  }

  #nextSerial(): number {
    // 0 is for messages.
    this.#serial = this.#serial === 0xffffffff ? 1 : this.#serial + 1;
    return this.#serial;
  }
}

const lost = (message: string, cause?: unknown) => new ConnectionError('lost', message, { cause });

function promiseWithResolve<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
