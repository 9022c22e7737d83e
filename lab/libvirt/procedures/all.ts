import type { Procedure } from '../procedure.ts';
import { eventProcedures } from './events.ts';
import { guestProcedures } from './guest.ts';
import { machineActProcedures } from './machine-acts.ts';
import { machineProcedures } from './machines.ts';
import { networkProcedures } from './networks.ts';
import { nodeProcedures } from './node.ts';
import { sessionProcedures } from './session.ts';
import { storageProcedures } from './storage.ts';

/** By number. Those of remote_protocol.x that are not here do not exist, as in an older libvirt. */
export const procedures: ReadonlyMap<number, Procedure> = new Map(
  [
    ...sessionProcedures,
    ...nodeProcedures,
    ...machineProcedures,
    ...machineActProcedures,
    ...guestProcedures,
    ...storageProcedures,
    ...networkProcedures,
    ...eventProcedures,
  ].map((one) => [one.number, one]),
);
