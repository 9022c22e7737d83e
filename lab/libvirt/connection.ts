import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActiveFaults } from '../faults.ts';
import type { LabContext } from '../lab-context.ts';
import type { HypervisorEvent } from '../world/hypervisors.ts';
import { answerTo } from './answer.ts';
import { ClientState } from './client-state.ts';
import { messagesOf } from './event-messages.ts';
import { Keepalive } from './keepalive.ts';
import { encodePacket, type Packet, PacketReader, programs, statuses, types } from './packet.ts';
import { procedures } from './procedures/all.ts';

/** max_client_requests of libvirtd.conf: what comes beyond waits its turn. */
const AT_A_TIME = 5;

/** One client of one host. */
export class Connection {
  readonly #lab: LabContext;
  readonly #host: string;
  readonly #socket: Socket;
  readonly #client = new ClientState();
  readonly #keepalive: Keepalive;
  readonly #waiting: Packet[] = [];
  #busy = 0;

  constructor(lab: LabContext, host: string, socket: Socket, keepaliveMs: number, onError: (error: unknown) => void) {
    this.#lab = lab;
    this.#host = host;
    this.#socket = socket;
    this.#keepalive = new Keepalive(keepaliveMs, (packet) => this.#send(packet), () => socket.destroy()); // prettier-ignore
    const reader = new PacketReader();
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#keepalive.stop());
    socket.on('data', (piece: Buffer) => {
      try {
        for (const packet of reader.push(piece)) this.#take(packet);
      } catch {
        // A length that cannot be: libvirtd says nothing and closes.
        socket.destroy();
      }
      this.#next(onError);
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  hear(event: HypervisorEvent): void {
    if (this.#client.uri === undefined) return;
    for (const { procedure, payload } of messagesOf(event, this.#client))
      this.#send({ program: programs.remote, version: 1, procedure, type: types.message, serial: 0, status: statuses.ok, payload }); // prettier-ignore
  }

  #take(packet: Packet): void {
    this.#keepalive.heard(packet);
    // Data of streams that nobody opened is ignored, as libvirtd does.
    if (packet.program !== programs.keepalive && packet.type !== types.stream) this.#waiting.push(packet);
  }

  #next(onError: (error: unknown) => void): void {
    while (this.#busy < AT_A_TIME && !this.#socket.destroyed) {
      const packet = this.#waiting.shift();
      if (!packet) return;
      this.#busy += 1;
      void this.#handle(packet)
        .catch((error: unknown) => {
          onError(error);
          this.#socket.destroy();
        })
        .finally(() => {
          this.#busy -= 1;
          this.#next(onError);
        });
    }
  }

  async #handle(packet: Packet): Promise<void> {
    const operation = procedures.get(packet.procedure)?.name ?? `procedure ${packet.procedure}`;
    const faults = this.#lab.faults.aimedAt({ service: 'libvirt', operation, host: this.#host });
    const note = (status: number) =>
      this.#lab.requests.add({ at: Date.now(), service: 'libvirt', operation, where: this.#host, status, parameters: {} }); // prettier-ignore
    if (!(await this.#holds(faults))) return note(0);
    const told = this.#client.described;
    const { status, code, payload } = answerTo(packet, this.#lab, this.#host, this.#client, faults);
    note(code);
    const reply = encodePacket({ ...packet, type: types.reply, status, payload });
    const cut = faults.feel('cut', ({ after = 0 }) => told >= after);
    if (cut) {
      this.#socket.end(reply.subarray(0, reply.length / 2));
    } else {
      this.#socket.write(reply);
      if (this.#client.closing) this.#socket.end();
    }
    if (this.#client.keepalive) this.#keepalive.start();
  }

  /** @returns whether there is still somebody to answer */
  async #holds(faults: ActiveFaults): Promise<boolean> {
    const delay = (faults.feel('slow')?.ms ?? 0) + this.#lab.latencyMs;
    if (delay > 0) await pause(delay, undefined, { ref: false });
    if (faults.feel('hang')) await new Promise((closed) => this.#socket.once('close', closed));
    else if (faults.feel('reset')) this.#socket.resetAndDestroy();
    else if (faults.feel('garbage')) this.#socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>');
    else return !this.#socket.destroyed;
    return false;
  }

  #send(packet: Packet): void {
    if (!this.#socket.destroyed) this.#socket.write(encodePacket(packet));
  }
}
