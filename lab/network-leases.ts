import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface NetworkLease {
  'ip-address': string;
  'mac-address': string;
  hostname?: string;
  'client-id'?: string;
  /** Seconds since 1970; those that are over are not told. */
  'expiry-time': number;
}

/** What dnsmasq has given away on a network with this bridge, written as libvirt's lease helper does: no dnsmasq needed. */
export async function leaseOnNetwork(
  socketPath: string,
  bridge: string,
  leases: readonly NetworkLease[],
): Promise<void> {
  const folder = join(dirname(socketPath), 'dnsmasq', 'lib');
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await writeFile(join(folder, `${bridge}.status`), JSON.stringify(leases), { mode: 0o644 });
}
