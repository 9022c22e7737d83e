import type { Callback, ClientState } from '../client-state.ts';
import { invalidArgument } from '../libvirt-error.ts';
import { readMachine, readNamed } from '../objects.ts';
import { type Call, type Procedure, procedure } from '../procedure.ts';

/** How many kinds of events there are of a domain, a pool, a network, a device, a secret (VIR_…_EVENT_ID_LAST of 9.0.0). */
const kinds = { machine: 27, pool: 2, network: 1, other: 2 } as const;

function register(
  { args, reply, client }: Call,
  of: Callback['of'],
  read?: typeof readMachine | typeof readNamed,
): void {
  const eventId = args.int();
  const only = read ? args.optional((from) => read(from).id) : undefined;
  if (eventId < 0 || eventId >= kinds[of]) throw invalidArgument(`unsupported event ID ${eventId}`);
  reply.int(client.register({ of, eventId, only }));
}

function deregister({ args, client }: Call, of: Callback['of']): void {
  const id = args.int();
  if (client.callbacks.get(id)?.of !== of) throw invalidArgument(`${id} is no event callback`);
  client.callbacks.delete(id);
}

/** Lifecycle events in the old way: one registration a connection, messages without a callback id. */
function registerOld(client: ClientState, eventId: number): void {
  client.register({ of: 'machine', eventId, only: undefined, old: true });
}

function deregisterOld(client: ClientState, eventId: number): void {
  for (const { id, old, eventId: of } of client.callbacks.values())
    if (old && of === eventId) client.callbacks.delete(id);
}

export const eventProcedures: readonly Procedure[] = [
  procedure(105, 'connectDomainEventRegister', ({ reply, client }) => (registerOld(client, 0), reply.int(1))),
  procedure(106, 'connectDomainEventDeregister', ({ reply, client }) => (deregisterOld(client, 0), reply.int(0))),
  procedure(167, 'connectDomainEventRegisterAny', ({ args, client }) => registerOld(client, args.int())),
  procedure(168, 'connectDomainEventDeregisterAny', ({ args, client }) => deregisterOld(client, args.int())),
  procedure(316, 'connectDomainEventCallbackRegisterAny', (call) => register(call, 'machine', readMachine)),
  procedure(317, 'connectDomainEventCallbackDeregisterAny', (call) => deregister(call, 'machine')),
  procedure(368, 'connectStoragePoolEventRegisterAny', (call) => register(call, 'pool', readNamed)),
  procedure(369, 'connectStoragePoolEventDeregisterAny', (call) => deregister(call, 'pool')),
  procedure(313, 'connectNetworkEventRegisterAny', (call) => register(call, 'network', readNamed)),
  procedure(314, 'connectNetworkEventDeregisterAny', (call) => deregister(call, 'network')),
];
