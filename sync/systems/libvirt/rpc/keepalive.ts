import { encodePacket, type Packet, packetStatus, packetType, programs } from './packet.ts';

/** virkeepaliveprotocol.x */
const ping = 1;
const pong = 2;

const message = (procedure: number) =>
  encodePacket({
    program: programs.keepalive,
    procedure,
    type: packetType.message,
    serial: 0,
    status: packetStatus.ok,
    payload: Buffer.alloc(0),
  });

/** @returns what is to be sent back, for a ping */
export const answerTo = ({ procedure }: Packet): Buffer | undefined => (procedure === ping ? message(pong) : undefined);

/** Pings when nothing comes, and says when even then nothing comes: TCP by itself notices a dead host after minutes. */
export class Keepalive {
  readonly #timer: NodeJS.Timeout;
  #heard = true;
  #silent = 0;

  /** @param count how many pings may stay without an answer */
  constructor(
    { intervalMs, count }: { intervalMs: number; count: number },
    send: (packet: Buffer) => void,
    dead: () => void,
  ) {
    const look = () => {
      this.#silent = this.#heard ? 0 : this.#silent + 1;
      this.#heard = false;
      if (this.#silent > count) dead();
      else send(message(ping));
    };
    this.#timer = setInterval(look, intervalMs).unref();
  }

  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
