import type { Duplex } from 'node:stream';
import { authenticate } from './authenticate.ts';
import { type CallOptions, Connection, type ConnectionOptions } from './connection.ts';
import { ConnectionError } from './connection-error.ts';
import { EventCallbacks } from './event-callbacks.ts';
import { keepaliveFeature, openReadOnly } from './flags.ts';
import type { ArgsOf, ProcedureName, ResultOf } from './procedures.ts';

export interface SessionOptions extends ConnectionOptions {
  /** As on the host itself, such as `qemu:///system`; the way to the host is the transport's. */
  uri: string;
  readOnly?: boolean;
  /** `false` where a stream may rightly stand still for long. */
  keepalive?: { intervalMs: number; count: number } | false;
  signal?: AbortSignal | undefined;
}

/** An open connection to one hypervisor. A connection has one URI for life: opening twice closes it. */
export class Session {
  readonly #connection: Connection;
  readonly events: EventCallbacks;
  readonly closed: Promise<ConnectionError>;

  private constructor(connection: Connection) {
    this.#connection = connection;
    this.events = new EventCallbacks(connection);
    this.closed = connection.closed;
  }

  /**
   * The order is the server's: before AUTH_LIST everything is refused, even where nobody has to authenticate.
   * @param socket in whose hands it is from now on
   */
  static async open(socket: Duplex, options: SessionOptions): Promise<Session> {
    const { uri, readOnly = false, keepalive = { intervalMs: 5000, count: 5 }, signal } = options;
    const connection = new Connection(socket, options);
    try {
      await authenticate(connection, signal);
      if (keepalive && (await connection.call('connectSupportsFeature', { feature: keepaliveFeature }, { signal })))
        connection.keepAlive(keepalive);
      await connection.call('connectOpen', { uri, flags: readOnly ? openReadOnly : 0 }, { signal });
    } catch (error) {
      connection.end(new ConnectionError('lost', 'the session was not opened', { cause: error }));
      throw error;
    }
    return new Session(connection);
  }

  /**
   * @throws LibvirtError what libvirt answers
   * @throws ConnectionError when there is no answer
   */
  call<N extends ProcedureName>(name: N, args: ArgsOf<N>, options?: CallOptions): Promise<ResultOf<N>> {
    return this.#connection.call(name, args, options);
  }

  stream: Connection['stream'] = (name, args, options) => this.#connection.stream(name, args, options);

  /** Whatever is still under way fails. */
  async close(): Promise<void> {
    // A courtesy: a server that hangs up notices the rest by itself.
    await this.#connection.call('connectClose', {}, { timeoutMs: 2000 }).catch(() => {});
    this.#connection.end(new ConnectionError('lost', 'the session was closed'));
  }
}
