import type { z } from 'zod';
import { type HostUri, parseHostUri } from '../../../contract/systems/host-uri.ts';
import { libvirt as card } from '../../../contract/systems/libvirt.ts';
import { SystemError } from '../errors.ts';
import { reasonOf } from '../read-rows.ts';
import type { PulledSource } from '../system.ts';

export type LibvirtSettings = z.output<typeof card.settings>;

/** One hypervisor host of a source, and what opens it. */
export interface Host extends Pick<HostUri, 'key'> {
  uri: HostUri;
  settings: LibvirtSettings;
}

/** @throws SystemError `permanent` when the settings do not fit */
export function hostsOf(source: PulledSource): { group: string; hosts: Host[] } {
  const read = card.settings.safeParse({ ...source.settings, ...source.secrets });
  if (!read.success) throw new SystemError('permanent', `The settings do not fit: ${reasonOf(read.error)}`);
  const settings = read.data;
  const hosts = settings.hosts.map((text) => {
    // What is no address does not fit the settings.
    const uri = parseHostUri(text)!;
    return { uri, key: uri.key, settings };
  });
  return { group: settings.group, hosts };
}
