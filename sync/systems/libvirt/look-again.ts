import type { Heard } from '../system.ts';
import type { Place } from './domain-row.ts';
import type { GuestAgents } from './guest-agents.ts';
import type { Leases } from './leases.ts';
import { readMachine } from './machines.ts';
import { readNetwork } from './networks.ts';
import { errorCodes, LibvirtError } from './rpc/libvirt-error.ts';
import type { Session } from './rpc/session.ts';
import { readPool } from './storage-pools.ts';

/** An object that an event names. */
export interface Named {
  kind: 'virtual_machines' | 'storage_pools' | 'networks';
  name: string;
  uuid: string;
}

export type Told = Exclude<Heard, { type: 'missed' }>;

interface Looking {
  /** Before anything was asked. */
  observedAt: Date;
  session: Session;
  place: Place;
  agents: GuestAgents;
  leases: Promise<Leases>;
}

const none: number[] = [errorCodes.noDomain, errorCodes.noStoragePool, errorCodes.noNetwork];

/**
 * The object as it is now, or that this host no longer has it.
 * @throws LibvirtError, ConnectionError, Error: it cannot be read
 */
export async function readNamed(thing: Named, { observedAt, session, place, agents, leases }: Looking): Promise<Told> {
  const scope = place.hostKey;
  const { kind, name, uuid } = thing;
  try {
    switch (kind) {
      case 'virtual_machines': {
        const { row, ifFree } = await readMachine(session, place, { agents, leases, uuid });
        return { type: 'page', kind, scope, observedAt, rows: [row], ...(ifFree ? { ifFree } : {}) };
      }
      case 'storage_pools':
        return { type: 'page', kind, scope, observedAt, rows: [await readPool(session, place, name)] };
      case 'networks':
        return { type: 'page', kind, scope, observedAt, rows: [await readNetwork(session, place, name)] };
    }
  } catch (error) {
    if (!(error instanceof LibvirtError) || !none.includes(error.code)) throw error;
    return {
      type: 'deleted',
      kind,
      scope,
      keys: [kind === 'virtual_machines' ? uuid : `${scope}/${name}`],
      observedAt,
    };
  }
}
