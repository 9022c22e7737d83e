import { connect, type Socket } from 'node:net';
import { encodePacket, type Packet, PacketReader, programs, types } from '../libvirt/packet.ts';
import { XdrReader } from '../libvirt/xdr-reader.ts';
import { XdrWriter } from '../libvirt/xdr-writer.ts';

/** A client of libvirt that says just what a test tells it to; `virsh` judges whether both ends are right. */
export class LibvirtClient {
  readonly socket: Socket;
  /** Events and keepalive, in the order in which they came. */
  readonly messages: Packet[] = [];
  /** Serials of the answers, in their order. */
  readonly answered: number[] = [];
  readonly closed: Promise<void>;
  readonly #waiting = new Map<number, (packet: Packet) => void>();
  readonly #reader = new PacketReader();
  #serial = 0;

  constructor(at: { port: number } | { path: string }) {
    this.socket = connect(at);
    this.closed = new Promise((done) => this.socket.once('close', () => done()));
    this.socket.on('error', () => {});
    this.socket.on('data', (piece: Buffer) => {
      for (const packet of this.#reader.push(piece)) {
        if (packet.type !== types.reply) this.messages.push(packet);
        else this.answered.push(packet.serial);
        this.#waiting.get(packet.serial)?.(packet);
      }
    });
  }

  /** With `qemu:///system` open. */
  static async open(at: { port: number } | { path: string }): Promise<LibvirtClient> {
    const client = new LibvirtClient(at);
    await client.call(66);
    await client.call(1, (to) => to.optional('qemu:///system').uint(0));
    return client;
  }

  /** @throws Error `code/domain message` when libvirt refuses */
  async call(procedure: number, write: (to: XdrWriter) => unknown = () => {}): Promise<XdrReader> {
    const { status, payload } = await this.send(procedure, write);
    const reader = new XdrReader(payload);
    if (status === 0) return reader;
    const [code, domain] = [reader.int(), reader.int()];
    throw new Error(`${code}/${domain} ${reader.optional((from) => from.string())}`);
  }

  send(procedure: number, write: (to: XdrWriter) => unknown = () => {}): Promise<Packet> {
    this.#serial += 1;
    const to = new XdrWriter();
    write(to);
    const header = {
      program: programs.remote,
      version: 1,
      procedure,
      type: types.call,
      serial: this.#serial,
      status: 0,
    };
    const answer = new Promise<Packet>((done) => this.#waiting.set(header.serial, done));
    this.socket.write(encodePacket({ ...header, payload: to.end() }));
    return answer;
  }

  /** Names of machines as a list gives them. */
  async machines(flags = 0): Promise<{ name: string; id: string; runtimeId: number }[]> {
    const reply = await this.call(273, (to) => to.bool(true).uint(flags));
    return reply.array((from) => ({ name: from.string(), id: from.uuid(), runtimeId: from.int() }));
  }

  end(): void {
    this.socket.destroy();
  }
}
