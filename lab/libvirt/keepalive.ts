import { type Packet, programs, statuses, types } from './packet.ts';

const PING = 1;
const PONG = 2;
/** keepalive_count of libvirtd.conf. */
const UNANSWERED = 5;

/** virkeepaliveprotocol.x: answers pings, and sends them itself once the client has asked for it. */
export class Keepalive {
  readonly #interval: number;
  readonly #send: (packet: Packet) => void;
  readonly #giveUp: () => void;
  #timer: NodeJS.Timeout | undefined;
  #unanswered = 0;

  /** @param interval milliseconds between pings; 5,000 unless somebody has no time */
  constructor(interval: number, send: (packet: Packet) => void, giveUp: () => void) {
    this.#interval = interval;
    this.#send = send;
    this.#giveUp = giveUp;
  }

  /** Any packet shows that the client is there. */
  heard({ program, procedure }: Packet): void {
    this.#unanswered = 0;
    if (program === programs.keepalive && procedure === PING) this.#say(PONG);
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      if (this.#unanswered >= UNANSWERED) return this.#giveUp();
      this.#unanswered += 1;
      this.#say(PING);
    }, this.#interval).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #say(procedure: number): void {
    this.#send({ program: programs.keepalive, version: 1, procedure, type: types.message, serial: 0, status: statuses.ok, payload: Buffer.alloc(0) }); // prettier-ignore
  }
}
