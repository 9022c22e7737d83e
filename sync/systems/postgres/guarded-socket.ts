import { Socket } from 'node:net';
import type { AddressPolicy } from '../../../runtime/http/address-policy.ts';
import { guardedLookup } from '../../../runtime/http/guarded-lookup.ts';
import { canonicalAddress } from '../../../model/dns/canonical-address.ts';

/** Node gives each address of a name 250 ms, which is less than another continent needs. */
const ATTEMPT_MS = 2500;

/**
 * A socket for pg, which calls `connect(port, host)` on it: it dials the addresses that were checked and no others, while pg goes on to know the
 * server by its name, for which the certificate has to be. Hosts that are addresses are not looked up and must have been checked before.
 */
export function guardedSocket(policy: AddressPolicy): { socket: Socket; addresses: () => string[] } {
  const socket = new Socket();
  const found = new Set<string>();
  const note = (address: string) => found.add(canonicalAddress(address) ?? address);
  const lookup = guardedLookup(policy);
  const dial = socket.connect.bind(socket);
  socket.connect = ((port: number, host: string) => {
    if (canonicalAddress(host) !== null) note(host);
    return dial({
      port,
      host,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
      lookup: (hostname, options, callback) =>
        lookup(hostname, options, (error, address, family) => {
          if (!error) for (const one of [address].flat()) note(typeof one === 'string' ? one : one.address);
          callback(error, address, family);
        }),
    });
  }) as typeof socket.connect;
  return { socket, addresses: () => [...found].toSorted() };
}
