import { type Rows, rowsOf } from '../../faults.ts';
import { networkInterfaceId } from '../../world/addresses.ts';
import type { Region } from '../../world/aws-account.ts';
import type { Instance } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import type { XmlObject } from '../xml.ts';
import { balancerInterfaces } from './balancer-interfaces.ts';
import { describing } from './ec2-buckets.ts';
import { filtersFrom } from './ec2-filters.ts';
import { ec2Page } from './ec2-paging.ts';
import { attachmentId, groups, InstanceWriter, macAddress, privateDnsName } from './instance-xml.ts';

/** An interface with what can be asked of it; only those on the page are written out. */
export interface NetworkInterface {
  id: string;
  availabilityZone: string;
  subnetId: string;
  vpcId: string;
  privateIp: string;
  publicIp?: string;
  description: string;
  instanceId?: string;
  interfaceType: 'interface' | 'network_load_balancer';
  write(): XmlObject;
}

export const describeNetworkInterfaces: AwsOperation = {
  name: 'DescribeNetworkInterfaces',
  permission: 'ec2:DescribeNetworkInterfaces',
  bucket: describing('DescribeNetworkInterfaces'),
  run({ region, parameters, faults }) {
    const matches = filtersFrom<NetworkInterface>(parameters, {
      names: {
        'addresses.association.public-ip': ({ publicIp }) => [publicIp],
        'addresses.private-ip-address': ({ privateIp }) => [privateIp],
        'association.public-ip': ({ publicIp }) => [publicIp],
        'attachment.instance-id': ({ instanceId }) => [instanceId],
        'availability-zone': ({ availabilityZone }) => [availabilityZone],
        description: ({ description }) => [description],
        'interface-type': ({ interfaceType }) => [interfaceType],
        'network-interface-id': ({ id }) => [id],
        'private-ip-address': ({ privateIp }) => [privateIp],
        status: () => ['in-use'],
        'subnet-id': ({ subnetId }) => [subnetId],
        'vpc-id': ({ vpcId }) => [vpcId],
      },
    });
    const ids = parameters.list('NetworkInterfaceId');
    const all = allInterfaces(region);
    const shown = ids.length === 0 && !matches ? all : rowsOf(chosen(all.slice(0, all.size), ids, matches));
    const rules = { ids: { parameter: 'NetworkInterfaceId', wireName: 'networkInterfaceIdSet', most: 1000 } };
    const page = ec2Page(shown, parameters, faults, rules);
    const written = page.rows.map((one) => one.write());
    if (faults.feel('malformed') && written[0]) Object.assign(written[0], { networkInterfaceId: undefined });
    return { networkInterfaceSet: written, nextToken: page.nextToken };
  },
};

function chosen(
  all: readonly NetworkInterface[],
  ids: readonly string[],
  matches: ((one: NetworkInterface) => boolean) | undefined,
): NetworkInterface[] {
  const known = new Set(all.map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw new AwsError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${missing}' does not exist`);
  }
  return all.filter((one) => (ids.length === 0 || ids.includes(one.id)) && (matches?.(one) ?? true));
}

/** Interfaces of instances, then of load balancers. Their ids cost a hash each, so only a page's are made. */
function allInterfaces(region: Region): Rows<NetworkInterface> {
  const writer = new InstanceWriter(region);
  const attached = [...region.instances].filter(({ privateIp }) => privateIp !== undefined);
  const managed = [...balancerInterfaces(region)];
  return {
    size: attached.length + managed.length,
    slice(offset, limit) {
      const own = attached.slice(offset, offset + limit).map((instance) => instanceInterface(region, writer, instance));
      const from = Math.max(0, offset - attached.length);
      return [...own, ...managed.slice(from, from + limit - own.length)];
    },
  };
}

function instanceInterface(region: Region, writer: InstanceWriter, instance: Instance): NetworkInterface {
  const { privateIp = '' } = instance;
  return {
    id: networkInterfaceId(instance.id),
    availabilityZone: instance.availabilityZone,
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    privateIp,
    publicIp: writer.publicIp(instance),
    description: '',
    instanceId: instance.id,
    interfaceType: 'interface',
    write: () => write(region, writer, instance, privateIp),
  };
}

function write(region: Region, writer: InstanceWriter, instance: Instance, privateIp: string): XmlObject {
  const id = networkInterfaceId(instance.id);
  const elastic = writer.elasticIp(instance);
  const shown = writer.association(instance);
  const association = shown && { ...shown, allocationId: elastic?.id, associationId: elastic?.association?.id };
  const dnsName = privateDnsName(region.name, privateIp);
  return {
    networkInterfaceId: id,
    subnetId: instance.subnetId,
    vpcId: instance.vpcId,
    availabilityZone: instance.availabilityZone,
    description: '',
    ownerId: region.accountId,
    requesterManaged: false,
    status: 'in-use',
    macAddress: macAddress(id),
    privateIpAddress: privateIp,
    privateDnsName: dnsName,
    sourceDestCheck: true,
    groupSet: groups(instance),
    attachment: {
      attachmentId: attachmentId(id),
      instanceId: instance.id,
      instanceOwnerId: region.accountId,
      deviceIndex: 0,
      networkCardIndex: 0,
      status: 'attached',
      attachTime: new Date(instance.launchTime),
      deleteOnTermination: true,
    },
    association,
    tagSet: [],
    privateIpAddressesSet: [{ privateIpAddress: privateIp, privateDnsName: dnsName, primary: true, association }],
    ipv6AddressesSet: instance.ipv6.map((ipv6Address) => ({ ipv6Address })),
    interfaceType: 'interface',
  };
}
