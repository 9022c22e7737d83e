import type { Connection } from './connection.ts';
import { ConnectionError } from './connection-error.ts';
import { type EventDeclaration, type EventKind, type EventListener, events, type LibvirtEvent } from './events.ts';
import type { Packet } from './packet.ts';
import type { ProcedureName } from './procedures.ts';
import { XdrReader } from './xdr-reader.ts';

interface Callback {
  kind: EventKind;
  listener: EventListener;
}

/** Who hears which event of a connection. Each registration has an id that its messages begin with. */
export class EventCallbacks {
  readonly #connection: Connection;
  readonly #callbacks = new Map<string, Callback>();
  #registering = 0;
  /** Of callbacks whose ids are still on their way to us. */
  #early: Packet[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.listen((message) => this.#receive(message));
  }

  /**
   * Events of all objects of that kind, in their order.
   * @returns what ends it
   * @throws LibvirtError where the host has no such events
   */
  async register(kind: EventKind, listener: EventListener): Promise<() => Promise<void>> {
    const { register, id, message } = events[kind];
    this.#registering += 1;
    try {
      const callbackId = await this.#connection.call(register, { eventId: id } as never);
      const key = `${message}/${callbackId}`;
      this.#callbacks.set(key, { kind, listener });
      for (const early of this.#early.splice(0)) this.#receive(early);
      return async () => {
        this.#callbacks.delete(key);
        await this.#connection.call(deregistrarOf(register), { callbackId });
      };
    } finally {
      this.#registering -= 1;
      if (this.#registering === 0) this.#early = [];
    }
  }

  #receive(packet: Packet): void {
    const reader = new XdrReader(packet.payload);
    const callback = this.#callbacks.get(`${packet.procedure}/${reader.int()}`);
    if (!callback) {
      // Otherwise one that was deregistered while its message was on its way.
      if (this.#registering > 0) this.#early.push(packet);
      return;
    }
    const { kind, listener } = callback;
    const { payload } = events[kind] as EventDeclaration<object>;
    const event = { kind, ...payload.read(reader) } as LibvirtEvent;
    reader.end();
    // A listener's own error is no fault of the connection.
    process.nextTick(listener, event);
  }
}

type Deregistrar = Extract<ProcedureName, `${string}DeregisterAny`>;

function deregistrarOf(register: EventDeclaration<never>['register']): Deregistrar {
  const name = register.replace('RegisterAny', 'DeregisterAny');
  if (!name.endsWith('DeregisterAny')) throw new ConnectionError('protocol', `nothing ends ${register}`);
  return name as Deregistrar;
}
