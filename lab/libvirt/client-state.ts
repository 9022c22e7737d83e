export interface Callback {
  id: number;
  of: 'machine' | 'pool' | 'network' | 'other';
  /** libvirt's number of the event within its kind. */
  eventId: number;
  /** UUID of the one object that it is about; undefined: all. */
  only: string | undefined;
  /** Registered in the old way, whose messages carry no callback id. */
  old?: true;
}

/** What libvirtd remembers of a client. */
export class ClientState {
  authenticated = false;
  /** As it was opened, such as `qemu:///system`. */
  uri: string | undefined;
  readOnly = false;
  /** It asked for feature 10, and is pinged from then on. */
  keepalive = false;
  /** How many descriptions of machines it was given: where a listing is told to die, it dies by this. */
  described = 0;
  closing = false;
  readonly callbacks = new Map<number, Callback>();
  #issued = 0;

  register(callback: Omit<Callback, 'id'>): number {
    const id = this.#issued;
    this.#issued += 1;
    this.callbacks.set(id, { ...callback, id });
    return id;
  }

  /** Those that this event is told to. */
  hearing(of: Callback['of'], eventId: number, object: string): Callback[] {
    return [...this.callbacks.values()].filter(
      (one) => one.of === of && one.eventId === eventId && (one.only === undefined || one.only === object),
    );
  }
}
