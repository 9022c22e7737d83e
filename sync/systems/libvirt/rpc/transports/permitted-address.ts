import type { AddressPolicy } from '../../../../../runtime/http/address-policy.ts';
import { guardedLookup, literalRefusal } from '../../../../../runtime/http/guarded-lookup.ts';
import { ConnectionError } from '../connection-error.ts';

/** All addresses of a host that may be called, the first of them first. */
export function permittedAddresses(policy: AddressPolicy, host: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new ConnectionError('unreachable', error.message, { cause: error }));
    const refusal = literalRefusal(policy, host);
    if (refusal) return fail(refusal);
    guardedLookup(policy)(host, { all: true }, (error, found) => {
      if (error) fail(error);
      else resolve(typeof found === 'string' ? [found] : found.map(({ address }) => address));
    });
  });
}

/** The address to call, for a program that would look the name up by itself and so maybe find another. */
export async function permittedAddress(policy: AddressPolicy, host: string): Promise<string> {
  const [first] = await permittedAddresses(policy, host);
  // A lookup that found none is an error.
  return first!;
}
