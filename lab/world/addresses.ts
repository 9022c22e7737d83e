import { nextPublicIp } from './address-plan.ts';
import type { Region } from './aws-account.ts';
import type { Address, Instance, Tags } from './aws-schema.ts';
import { hexFrom } from './identity.ts';
import type { World } from './world.ts';

/** The one network interface of an instance; its id follows from the instance's, so nobody has to keep it. */
export function networkInterfaceId(instanceId: string): string {
  return `eni-0${hexFrom(16, 'eni', instanceId)}`;
}

export function allocateAddress(world: World, region: Region, tags: Tags = {}, publicIp?: string): Address {
  const address = region.addresses.set({
    id: `eipalloc-0${world.newHex(16, 'address')}`,
    publicIp: publicIp ?? nextPublicIp(world),
    tags,
  });
  world.changed();
  return address;
}

export function associate(world: World, region: Region, address: Address, instance: Instance): Address {
  const associated = region.addresses.set({
    ...address,
    association: {
      id: `eipassoc-0${world.newHex(16, 'association')}`,
      instanceId: instance.id,
      networkInterfaceId: networkInterfaceId(instance.id),
      privateIp: instance.privateIp ?? '10.0.0.4',
    },
  });
  world.changed();
  return associated;
}

export function disassociate(world: World, region: Region, address: Address): void {
  region.addresses.set({ ...address, association: undefined });
  world.changed();
}

export function releaseAddress(world: World, region: Region, address: Address): void {
  region.addresses.delete(address.id);
  world.changed();
}

/** The Elastic IPs of a region by the instance that has them, for whoever answers about many instances. */
export function addressesByInstance(region: Region): Map<string, Address> {
  const found = new Map<string, Address>();
  for (const address of region.addresses) {
    if (address.association?.instanceId) found.set(address.association.instanceId, address);
  }
  return found;
}

/** What the outside reaches an instance by: its Elastic IP before the address that AWS gave it. */
export function publicAddress(instance: Instance, elastic: Address | undefined): string | undefined {
  return elastic?.publicIp ?? instance.publicIp;
}
