import type { Region } from '../../world/aws-account.ts';
import { hexFrom, numberFrom } from '../../world/identity.ts';
import type { NetworkInterface } from './describe-network-interfaces.ts';
import { macAddress } from './instance-xml.ts';

/**
 * Load balancers live in interfaces of the account, one a zone, managed by `amazon-elb`: `ELB app/name/id`. This is
 * where the addresses of an application load balancer can be seen; they are not in DescribeLoadBalancers.
 */
export function* balancerInterfaces(region: Region): Generator<NetworkInterface> {
  for (const balancer of region.loadBalancers) {
    const description = `ELB ${balancer.id.split(':loadbalancer/')[1]}`;
    for (const zone of balancer.zones) {
      const address = zone.addresses[0];
      yield balancerInterface(region, {
        description,
        availabilityZone: zone.name,
        subnetId: zone.subnetId,
        vpcId: balancer.vpcId,
        publicIp: address?.ip,
        privateIp: address?.privateIp ?? privateIpOf(balancer.id, zone.name),
        interfaceType: balancer.type === 'network' ? 'network_load_balancer' : 'interface',
      });
    }
  }
  for (const balancer of region.classicLoadBalancers) {
    for (const [index, availabilityZone] of balancer.zones.entries()) {
      yield balancerInterface(region, {
        description: `ELB ${balancer.id}`,
        availabilityZone,
        subnetId: balancer.subnets[index] ?? '',
        vpcId: balancer.vpcId,
        privateIp: privateIpOf(balancer.id, availabilityZone),
        interfaceType: 'interface',
      });
    }
  }
}

const privateIpOf = (...of: string[]) =>
  `10.255.${numberFrom(256, 'elb', ...of)}.${1 + numberFrom(254, 'host', ...of)}`;

function balancerInterface(region: Region, details: Omit<NetworkInterface, 'id' | 'write'>): NetworkInterface {
  const { description, availabilityZone, subnetId, vpcId, privateIp, publicIp, interfaceType } = details;
  const id = `eni-0${hexFrom(16, 'elb', description, availabilityZone)}`;
  const association = publicIp ? { publicIp, ipOwnerId: 'amazon-elb' } : undefined;
  return {
    id,
    ...details,
    write: () => ({
      networkInterfaceId: id,
      subnetId,
      vpcId,
      availabilityZone,
      description,
      ownerId: region.accountId,
      requesterId: 'amazon-elb',
      requesterManaged: true,
      status: 'in-use',
      macAddress: macAddress(id),
      privateIpAddress: privateIp,
      sourceDestCheck: false,
      groupSet: [],
      attachment: { instanceOwnerId: 'amazon-elb', deviceIndex: 1, status: 'attached', deleteOnTermination: false },
      association,
      tagSet: [],
      privateIpAddressesSet: [{ privateIpAddress: privateIp, primary: true, association }],
      ipv6AddressesSet: [],
      interfaceType,
    }),
  };
}
