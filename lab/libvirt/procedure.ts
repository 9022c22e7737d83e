import type { ActiveFaults } from '../faults.ts';
import type { Hypervisor } from '../world/hypervisor.ts';
import type { World } from '../world/world.ts';
import type { ClientState } from './client-state.ts';
import type { XdrReader } from './xdr-reader.ts';
import type { XdrWriter } from './xdr-writer.ts';

/** One call of one client. */
export interface Call {
  args: XdrReader;
  reply: XdrWriter;
  host: Hypervisor;
  /** What is read from: the past, while the host is told to be stale. */
  world: World;
  client: ClientState;
  faults: ActiveFaults;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface Procedure {
  number: number;
  /** Libvirt's own name, as faults are aimed: `connectListAllDomains`. */
  name: string;
  /** May be called before the client has proved who it is, or before it has opened a hypervisor. */
  before?: 'authentication' | 'open';
  /** Refused on connections that are read-only. */
  writes?: true;
  /** @throws LibvirtError, XdrError */
  run(call: Call): void;
}

type More = Pick<Procedure, 'before' | 'writes'>;

/** @param number as in remote_protocol.x: another one is another procedure */
export const procedure = (number: number, name: string, run: (call: Call) => unknown, more: More = {}): Procedure => ({
  number,
  name,
  run: (call) => void run(call),
  ...more,
});

/** One that changes something. */
export const act = (number: number, name: string, run: (call: Call) => unknown): Procedure =>
  procedure(number, name, run, { writes: true });
