import type { VirtualMachine } from '../world/hypervisor-schema.ts';
import { LibvirtError } from './libvirt-error.ts';
import type { Call } from './procedure.ts';
import { broken } from './xml/broken.ts';
import { domainXml } from './xml/domain-xml.ts';

/** The XML of a machine, after whatever was told to go wrong with a listing that reads one after the other. */
export function describeMachine({ host, client, faults }: Call, machine: VirtualMachine): string {
  client.described += 1;
  if (faults.feel('half-page', ({ page }) => client.described >= page))
    throw new LibvirtError('internal', 'qemu', 'internal error: the lab was told to end listings here');
  return broken(faults, domainXml(host, machine), machine.name, host.machines);
}
