import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { AddressPolicy } from './address-policy.ts';
import { guardedLookup, literalRefusal } from './guarded-lookup.ts';
import { OutgoingError } from './outgoing-error.ts';

interface ConnectionOptions {
  host?: string;
  hostname?: string;
  socketPath?: string;
}

type Connect = (
  options: ConnectionOptions,
  callback: (error: Error | null, socket?: Duplex) => void,
) => Duplex | undefined;

/**
 * Node agents under the same rules as `createOutgoing`, for clients that bring their own HTTP (the AWS SDK's NodeHttpHandler).
 * @param options.ca PEM of the only authorities to trust, instead of the usual ones
 */
export function guardedAgents(options: { policy: AddressPolicy; ca?: string; maxSockets?: number }): {
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
} {
  const { policy, ca, maxSockets = 50 } = options;
  const common: AgentOptions = { keepAlive: true, maxSockets, lookup: guardedLookup(policy) } as AgentOptions;
  return {
    httpAgent: guard(new HttpAgent(common), policy),
    httpsAgent: guard(
      new HttpsAgent({ ...common, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) }),
      policy,
    ),
  };
}

/** Checks hosts that are addresses, for which node:net does not call `lookup`, at the one place all connections pass. */
function guard<A extends HttpAgent>(agent: A, policy: AddressPolicy): A {
  const target = agent as unknown as { createConnection: Connect };
  const connect = target.createConnection.bind(agent);
  target.createConnection = (options, callback) => {
    const refusal =
      options.socketPath === undefined
        ? literalRefusal(policy, options.host ?? options.hostname ?? '')
        : new OutgoingError('refused', 'Refused to connect: a socket path is not an address');
    if (!refusal) return connect(options, callback);
    process.nextTick(callback, refusal);
    return undefined;
  };
  return agent;
}
