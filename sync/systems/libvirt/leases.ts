import type { OpenHost } from './open-host.ts';
import { errorCodes, LibvirtError } from './rpc/libvirt-error.ts';
import { isUnsupported } from './rpc/unsupported.ts';

/** Addresses that a host's networks have given away, by hardware address. */
export type Leases = ReadonlyMap<string, readonly string[]>;

/** One call a network. */
export async function readLeases({ session }: Pick<OpenHost, 'session'>): Promise<Leases> {
  const leases = new Map<string, string[]>();
  try {
    const networks = await session.call('connectListAllNetworks', { needResults: true, flags: 0 });
    const given = networks.map((network) =>
      session
        .call('networkGetDhcpLeases', { network, mac: undefined, needResults: true, flags: 0 })
        .catch((error: unknown) => {
          // It has gone meanwhile.
          if (error instanceof LibvirtError && error.code === errorCodes.noNetwork) return [];
          throw error;
        }),
    );
    for (const { mac, address } of (await Promise.all(given)).flat()) {
      if (mac === undefined) continue;
      const key = mac.toLowerCase();
      leases.set(key, [...(leases.get(key) ?? []), address]);
    }
  } catch (error) {
    if (!isUnsupported(error)) throw error;
  }
  return leases;
}
