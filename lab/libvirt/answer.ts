import type { ActiveFaults } from '../faults.ts';
import type { LabContext } from '../lab-context.ts';
import type { ClientState } from './client-state.ts';
import { LibvirtError } from './libvirt-error.ts';
import { type Packet, programs, statuses, types } from './packet.ts';
import type { Procedure } from './procedure.ts';
import { procedures } from './procedures/all.ts';
import { XdrError, XdrReader } from './xdr-reader.ts';
import { XdrWriter } from './xdr-writer.ts';

export interface Answer {
  status: number;
  /** Of the error; 200: none. */
  code: number;
  payload: Buffer;
}

const rpc = (message: string) => new LibvirtError('rpc', 'rpc', message);

/** What libvirtd says to one packet. */
export function answerTo(
  packet: Packet,
  lab: LabContext,
  hostName: string,
  client: ClientState,
  faults: ActiveFaults,
): Answer {
  try {
    const procedure = procedureFor(packet);
    refuse(procedure, client, faults);
    const world = faults.worldFor(lab.world, procedure.writes === true);
    const host = world.hypervisors.get(hostName);
    if (!host) throw new LibvirtError('internal', 'rpc', 'internal error: the lab has no such host any more');
    const reply = new XdrWriter();
    const args = new XdrReader(packet.payload);
    procedure.run({ args, reply, host, world, client, faults, now: lab.world.clock.now() });
    return { status: statuses.ok, code: 200, payload: reply.end() };
  } catch (error) {
    const said = error instanceof XdrError ? rpc('Unable to decode message payload') : error;
    if (!(said instanceof LibvirtError)) throw error;
    return { status: statuses.error, code: said.code, payload: said.encode() };
  }
}

/** In the order and with the words of virNetServerProgramDispatch. */
function procedureFor({ program, version, procedure, type, status }: Packet): Procedure {
  if (program !== programs.remote) throw rpc(`Cannot find program ${program} version ${version}`);
  if (version !== 1) throw rpc(`version mismatch (actual ${version.toString(16)}, expected 1)`);
  if (type !== types.call) throw rpc(`Unexpected message type ${type}`);
  if (status !== statuses.ok) throw rpc(`Unexpected message status ${status}`);
  const known = procedures.get(procedure);
  if (!known) throw rpc(`unknown procedure: ${procedure}`);
  return known;
}

function refuse({ name, before, writes }: Procedure, client: ClientState, faults: ActiveFaults): void {
  if (!client.authenticated && before !== 'authentication') throw rpc('authentication required');
  const denied = () => new LibvirtError('access-denied', 'access', 'access denied');
  if (before !== 'authentication' && (faults.feel('revoke') || faults.missing(name))) throw denied();
  const failing = faults.feel('error');
  if (failing) throw new LibvirtError(failing.code, 'qemu', `internal error: the lab was told to fail ${name}`);
  if (faults.feel('500')) throw new LibvirtError('internal', 'qemu', `internal error: the lab was told to fail ${name}`); // prettier-ignore
  if (faults.feel('429')) throw new LibvirtError('busy', 'qemu', 'resource busy: too many requests');
  if (client.uri === undefined && before === undefined)
    throw new LibvirtError('internal', 'rpc', 'internal error: hypervisor connection not open');
  if (client.readOnly && writes)
    throw new LibvirtError('denied', 'qemu', `operation ${name} forbidden for read only access`);
}
