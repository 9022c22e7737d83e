import { type Hypervisor, isActive } from '../world/hypervisor.ts';
import type { VirtualNetwork } from '../world/hypervisor-schema.ts';

export interface Lease {
  mac: string;
  address: string;
  hostname: string | undefined;
  /** Seconds since 1970. */
  expiry: number;
}

const hour = 3600;

/** What dnsmasq has given away on a network: to machines that run, and to whoever else is there. */
export function leasesOf(host: Hypervisor, network: VirtualNetwork, now: number): Lease[] {
  if (!network.active || !network.dhcp) return [];
  // Asked for anew every half hour, for an hour each time.
  const expiry = (Math.floor(now / 1000 / (hour / 2)) + 2) * (hour / 2);
  const own = [...host.machines].filter(isActive).flatMap(({ guest, name, interfaces }) =>
    interfaces.flatMap(({ network: on, mac, addresses }) => {
      const address = addresses.find((one) => !one.includes(':'));
      return on === network.name && address !== undefined ? [{ mac, address, hostname: guest?.hostname ?? name }] : [];
    }),
  );
  return [...own, ...network.leases].map(({ mac, address, hostname }) => ({
    mac,
    address,
    hostname: hostname?.split('.')[0],
    expiry,
  }));
}
