import { addressesByInstance, networkInterfaceId, publicAddress } from '../../world/addresses.ts';
import type { Region } from '../../world/aws-account.ts';
import { type Address, type Instance, instanceStateCodes, type Tags } from '../../world/aws-schema.ts';
import { hexFrom } from '../../world/identity.ts';
import { availabilityZoneId } from '../../world/regions.ts';
import type { XmlObject } from '../xml.ts';

export const tagSet = (tags: Tags): XmlObject[] => Object.entries(tags).map(([key, value]) => ({ key, value }));
export const stateXml = (state: Instance['state']): XmlObject => ({ code: instanceStateCodes[state], name: state });

/** `us-east-1` alone has kept the names of the time before regions. */
const domain = (region: string, kind: 'internal' | 'public') => {
  if (kind === 'public') return region === 'us-east-1' ? 'compute-1.amazonaws.com' : `${region}.compute.amazonaws.com`;
  return region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
};
export const privateDnsName = (region: string, ip: string) =>
  `ip-${ip.replaceAll('.', '-')}.${domain(region, 'internal')}`;
export const publicDnsName = (region: string, ip: string) =>
  `ec2-${ip.replaceAll('.', '-')}.${domain(region, 'public')}`;
export const macAddress = (id: string) =>
  (hexFrom(10, 'mac', id).match(/../g) ?? []).reduce((mac, pair) => `${mac}:${pair}`, '02');

export const attachmentId = (interfaceId: string) => `eni-attach-0${hexFrom(16, interfaceId)}`;

/** Writes instances of one region; made once per request, since it looks up Elastic IPs for all of them. */
export class InstanceWriter {
  readonly #region: Region;
  readonly #elastic: ReadonlyMap<string, Address>;

  constructor(region: Region) {
    this.#region = region;
    this.#elastic = addressesByInstance(region);
  }

  elasticIp(instance: Instance): Address | undefined {
    return this.#elastic.get(instance.id);
  }

  publicIp(instance: Instance): string | undefined {
    return publicAddress(instance, this.elasticIp(instance));
  }

  instance(instance: Instance): XmlObject {
    const { name: region } = this.#region;
    const publicIp = this.publicIp(instance);
    const { privateIp } = instance;
    return {
      instanceId: instance.id,
      imageId: instance.imageId,
      instanceState: stateXml(instance.state),
      privateDnsName: privateIp ? privateDnsName(region, privateIp) : '',
      dnsName: publicIp ? publicDnsName(region, publicIp) : '',
      reason: instance.transitionReason,
      keyName: instance.keyName,
      amiLaunchIndex: 0,
      productCodes: [],
      instanceType: instance.type,
      launchTime: new Date(instance.launchTime),
      placement: {
        availabilityZoneId: availabilityZoneId(instance.availabilityZone),
        groupName: '',
        tenancy: 'default',
        availabilityZone: instance.availabilityZone,
      },
      platform: instance.platform,
      monitoring: { state: 'disabled' },
      ...(privateIp
        ? {
            subnetId: instance.subnetId,
            vpcId: instance.vpcId,
            privateIpAddress: privateIp,
            ipAddress: publicIp,
            sourceDestCheck: true,
          }
        : {}),
      groupSet: privateIp ? groups(instance) : [],
      stateReason: instance.stateReason,
      architecture: instance.architecture,
      rootDeviceType: instance.rootDevice,
      rootDeviceName: '/dev/xvda',
      blockDeviceMapping: instance.rootDevice === 'ebs' && privateIp ? [this.#rootVolume(instance)] : [],
      virtualizationType: 'hvm',
      clientToken: '',
      tagSet: tagSet(instance.tags),
      hypervisor: 'xen',
      instanceLifecycle: instance.lifecycle,
      networkInterfaceSet: privateIp ? [this.#networkInterface(instance, privateIp)] : [],
      ebsOptimized: true,
      enaSupport: true,
      metadataOptions: {
        state: 'applied',
        httpTokens: 'required',
        httpPutResponseHopLimit: 2,
        httpEndpoint: 'enabled',
        httpProtocolIpv6: 'disabled',
        instanceMetadataTags: 'disabled',
      },
      ipv6Address: instance.ipv6[0],
      platformDetails: instance.platform === 'windows' ? 'Windows' : 'Linux/UNIX',
      usageOperation: instance.platform === 'windows' ? 'RunInstances:0002' : 'RunInstances',
      usageOperationUpdateTime: new Date(instance.launchTime),
    };
  }

  /** The association as both the instance and its interface show it; `ipOwnerId` tells Elastic from given addresses. */
  association(instance: Instance): XmlObject | undefined {
    const publicIp = this.publicIp(instance);
    if (!publicIp) return undefined;
    const owner = this.elasticIp(instance) ? this.#region.accountId : 'amazon';
    return { publicIp, publicDnsName: publicDnsName(this.#region.name, publicIp), ipOwnerId: owner };
  }

  #networkInterface(instance: Instance, privateIp: string): XmlObject {
    const { name: region, accountId } = this.#region;
    const id = networkInterfaceId(instance.id);
    const association = this.association(instance);
    const dnsName = privateDnsName(region, privateIp);
    return {
      networkInterfaceId: id,
      subnetId: instance.subnetId,
      vpcId: instance.vpcId,
      description: '',
      ownerId: accountId,
      status: 'in-use',
      macAddress: macAddress(id),
      privateIpAddress: privateIp,
      privateDnsName: dnsName,
      sourceDestCheck: true,
      groupSet: groups(instance),
      attachment: {
        attachmentId: attachmentId(id),
        deviceIndex: 0,
        status: 'attached',
        attachTime: new Date(instance.launchTime),
        deleteOnTermination: true,
        networkCardIndex: 0,
      },
      association,
      privateIpAddressesSet: [{ privateIpAddress: privateIp, privateDnsName: dnsName, primary: true, association }],
      ipv6AddressesSet: instance.ipv6.map((ipv6Address) => ({ ipv6Address, isPrimaryIpv6: false })),
      interfaceType: 'interface',
    };
  }

  #rootVolume(instance: Instance): XmlObject {
    const volumeId = `vol-0${hexFrom(16, 'volume', instance.id)}`;
    const attachTime = new Date(instance.launchTime);
    return { deviceName: '/dev/xvda', ebs: { volumeId, status: 'attached', attachTime, deleteOnTermination: true } };
  }
}

export const groups = (instance: Instance): XmlObject[] =>
  instance.securityGroups.map(({ id, name }) => ({ groupId: id, groupName: name }));
