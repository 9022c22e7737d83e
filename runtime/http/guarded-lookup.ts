import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { AddressPolicy } from './address-policy.ts';
import { OutgoingError } from './outgoing-error.ts';

type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for node:net and node:tls: asks the resolver once, checks every address, and hands on only the permitted ones.
 * The socket dials exactly these, so that a name which answers differently the next time (DNS rebinding) gains nothing.
 */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      const verdicts = addresses.map((each) => ({ each, verdict: policy.permits(each.address) }));
      const permitted = verdicts.filter(({ verdict }) => verdict.ok).map(({ each }) => each);
      const [first] = permitted;
      if (!first) {
        const reasons = verdicts.flatMap(({ verdict }) => (verdict.ok ? [] : [verdict.reason]));
        return callback(refusal(`${hostname}: ${reasons.join('; ') || 'no address'}`), '', 0);
      }
      if (options.all) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
}

/**
 * The check for hosts that are addresses: node:net dials those without asking `lookup`.
 * @returns undefined when the host is permitted, or is a name and so left to the lookup
 */
export function literalRefusal(policy: AddressPolicy, host: string): OutgoingError | undefined {
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  if (isIP(bare) === 0) return undefined;
  const verdict = policy.permits(bare);
  return verdict.ok ? undefined : refusal(verdict.reason);
}

function refusal(reason: string): OutgoingError {
  return new OutgoingError('refused', `Refused to connect: ${reason}`);
}
