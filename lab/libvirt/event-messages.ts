import type { HypervisorEvent } from '../world/hypervisors.ts';
import type { ClientState } from './client-state.ts';
import { writeMachine, writeNamed } from './objects.ts';
import { XdrWriter } from './xdr-writer.ts';

export interface Message {
  procedure: number;
  payload: Buffer;
}

/** What a client is told of an event: one message for each of its registrations, with that one's id. */
export function messagesOf(event: HypervisorEvent, client: ClientState): Message[] {
  const message = (procedure: number, write: (to: XdrWriter) => unknown): Message => {
    const to = new XdrWriter();
    write(to);
    return { procedure, payload: to.end() };
  };
  const hearing = (of: 'machine' | 'pool' | 'network', eventId: number, object: string) =>
    client.hearing(of, eventId, object);
  switch (event.of) {
    case 'machine':
      return hearing('machine', 0, event.machine.id).map(({ id, old }) =>
        message(old ? 107 : 318, (to) => {
          if (!old) to.int(id);
          writeMachine(to, event.machine).int(event.event).int(event.detail);
        }),
      );
    case 'reboot':
      return hearing('machine', 1, event.machine.id).map(({ id, old }) =>
        message(old ? 169 : 319, (to) => writeMachine(old ? to : to.int(id), event.machine)),
      );
    case 'agent':
      return hearing('machine', 18, event.machine.id)
        .filter(({ old }) => !old)
        .map(({ id }) =>
          message(348, (to) => writeMachine(to.int(id), event.machine).int(event.state).int(event.reason)),
        );
    case 'pool':
      return hearing('pool', 0, event.pool.id).map(({ id }) =>
        message(370, (to) => writeNamed(to.int(id), event.pool).int(event.event).int(event.detail)),
      );
    case 'pool-refresh':
      return hearing('pool', 1, event.pool.id).map(({ id }) =>
        message(373, (to) => writeNamed(to.int(id), event.pool)),
      );
    case 'network':
      return hearing('network', 0, event.network.id).map(({ id }) =>
        message(315, (to) => writeNamed(to.int(id), event.network).int(event.event).int(event.detail)),
      );
    case 'host':
      return [];
  }
}
