import { type MachineState, machineStateSchema } from '../world/hypervisor-schema.ts';

/** virDomainState counts them in this order. */
export const stateNumber = (state: MachineState): number => machineStateSchema.options.indexOf(state);
