import type { AddressPolicy } from '../../../../../runtime/http/address-policy.ts';
import { guardedLookup, literalRefusal } from '../../../../../runtime/http/guarded-lookup.ts';
import { ConnectionError } from '../connection-error.ts';

/** The address to call, for a program that would look the name up by itself and so maybe find another. */
export function permittedAddress(policy: AddressPolicy, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new ConnectionError('unreachable', error.message, { cause: error }));
    const refusal = literalRefusal(policy, host);
    if (refusal) return fail(refusal);
    guardedLookup(policy)(host, {}, (error, address) => (error ? fail(error) : resolve(String(address))));
  });
}
