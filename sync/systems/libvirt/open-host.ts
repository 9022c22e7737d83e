import { setMaxListeners } from 'node:events';
import { SystemError } from '../errors.ts';
import type { PullTools } from '../system.ts';
import { dial } from './dial.ts';
import { failureOf } from './failure.ts';
import type { Host } from './hosts-of-source.ts';
import { Session } from './rpc/session.ts';

const CONNECT_MS = 10_000;
const CALL_MS = 20_000;
/** Calls that are on their way at a time. The server takes up five, and finds the next ones there when it is done with them. */
const WINDOW = 64;

export interface OpenHost {
  host: Host;
  session: Session;
  close(): Promise<void>;
}

export interface Opening {
  connectMs?: number;
  callMs?: number;
  /** Asking a guest's agent counts as a change to libvirt, which changes nothing. */
  readOnly?: boolean;
}

/**
 * One connection to one host, in one turn of the source's budget. It breaks off as soon as the signal ends it, with everything that is under way.
 * @throws SystemError; the signal's reason when that ended it
 */
export async function openHost(
  host: Host,
  tools: Pick<PullTools, 'turn' | 'policy'>,
  signal: AbortSignal,
  { connectMs = CONNECT_MS, callMs = CALL_MS, readOnly = true }: Opening = {},
): Promise<OpenHost> {
  await tools.turn();
  signal.throwIfAborted();
  const inTime = AbortSignal.timeout(connectMs);
  const opening = AbortSignal.any([signal, inTime]);
  try {
    const socket = await dial(host, { policy: tools.policy, timeoutMs: connectMs, signal: opening });
    const session = await Session.open(socket, {
      uri: host.uri.remoteUri,
      readOnly,
      limit: WINDOW,
      timeoutMs: callMs,
      keepalive: false,
      signal: opening,
    });
    const breakOff = () => void socket.destroy();
    // One for each host that is open, which is no leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', breakOff, { once: true });
    if (signal.aborted) breakOff();
    return {
      host,
      session,
      async close() {
        signal.removeEventListener('abort', breakOff);
        if (signal.aborted) breakOff();
        else await session.close();
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    if (inTime.aborted) throw new SystemError('transient', `no answer within ${connectMs / 1000} s`, { cause: error });
    throw failureOf(error);
  }
}
