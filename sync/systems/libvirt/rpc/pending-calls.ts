import { ConnectionError } from './connection-error.ts';
import type { Packet } from './packet.ts';

export interface PendingCall {
  /** For messages. */
  name: string;
  serial: number;
  packet: Buffer;
  timeoutMs: number;
  signal: AbortSignal | undefined;
  /** Called at once when the reply is there, before any packet that follows it. */
  answered: (reply: Packet) => void;
  failed: (error: Error) => void;
}

interface Sent extends PendingCall {
  timer: NodeJS.Timeout;
  late: boolean;
}

/**
 * Calls of one connection by their serials. A server works on five of a connection at a time (max_client_requests) and
 * leaves the rest unread, so more than `limit` are kept here, where they can still be taken back.
 */
export class PendingCalls {
  readonly #waiting = new Set<PendingCall>();
  readonly #sent = new Map<number, Sent>();
  readonly #limit: number;
  readonly #send: (packet: Buffer) => void;
  readonly #stuck: (error: ConnectionError) => void;

  /** @param stuck every call that was sent is late, and so none of those that wait will ever be sent */
  constructor(limit: number, send: (packet: Buffer) => void, stuck: (error: ConnectionError) => void) {
    this.#limit = limit;
    this.#send = send;
    this.#stuck = stuck;
  }

  add(call: PendingCall): void {
    const { signal } = call;
    if (signal?.aborted) return call.failed(aborted(call, signal, false));
    const abort = () => {
      const sent = !this.#waiting.delete(call);
      call.failed(aborted(call, signal!, sent));
    };
    signal?.addEventListener('abort', abort, { once: true });
    const done = () => signal?.removeEventListener('abort', abort);
    const { answered, failed } = call;
    call.answered = (reply) => (done(), answered(reply));
    call.failed = (error) => (done(), failed(error));
    this.#waiting.add(call);
    this.#sendNext();
  }

  /** @returns whether anybody had called so */
  settle(reply: Packet): boolean {
    const call = this.#sent.get(reply.serial);
    if (!call) return false;
    this.#sent.delete(reply.serial);
    clearTimeout(call.timer);
    call.answered(reply);
    this.#sendNext();
    return true;
  }

  /** @param cause why the connection is gone */
  failAll(cause: ConnectionError): void {
    const fail = (call: PendingCall, sent: boolean) =>
      call.failed(new ConnectionError(cause.type, `${call.name}: ${cause.message}`, { sent, cause }));
    const [sent, waiting] = [[...this.#sent.values()], [...this.#waiting]];
    this.#sent.clear();
    this.#waiting.clear();
    for (const call of sent) {
      clearTimeout(call.timer);
      fail(call, true);
    }
    for (const call of waiting) fail(call, false);
  }

  #sendNext(): void {
    for (const call of this.#waiting) {
      if (this.#sent.size >= this.#limit) return;
      this.#waiting.delete(call);
      // The time of a call begins when it leaves: those before it have a time-out of their own.
      const timer = setTimeout(() => this.#late(call.serial), call.timeoutMs);
      this.#sent.set(call.serial, { ...call, timer, late: false });
      this.#send(call.packet);
    }
  }

  /** A late call keeps its place, as it does at the server, until its reply comes after all. */
  #late(serial: number): void {
    const call = this.#sent.get(serial)!;
    call.late = true;
    const within = `within ${call.timeoutMs} ms`;
    call.failed(new ConnectionError('timed-out', `${call.name} was not answered ${within}`, { sent: true }));
    if (this.#sent.size < this.#limit || ![...this.#sent.values()].every(({ late }) => late)) return;
    this.#stuck(new ConnectionError('lost', `none of ${this.#limit} calls was answered in time`));
  }
}

const aborted = (call: PendingCall, signal: AbortSignal, sent: boolean) =>
  new ConnectionError('aborted', `${call.name} was given up`, { sent, cause: signal.reason });
