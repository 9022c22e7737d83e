import { machine, oneOf, optional, tags, text, texts, time } from './field.ts';
import { kind } from './kind.ts';

/** A cloud server. Source: EC2 DescribeInstances and DescribeInstanceStatus. */
export const instances = kind({
  name: 'instances',
  one: 'instance',
  many: 'instances',
  about: 'Servers at the cloud provider.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  status: {
    field: 'state',
    words: {
      pending: 'working',
      stopping: 'working',
      stopped: 'attention',
      'shutting-down': 'working',
      terminated: 'gone',
    },
  },
  membership: { account: 'account', region: 'region', tag: 'tags', name: 'name' },
  console: {
    label: 'Open in AWS',
    url: 'https://{region}.console.aws.amazon.com/ec2/home?region={region}#InstanceDetails:instanceId={key}',
  },
  fields: {
    name: text('The Name tag, or the instance id where there is none.', { search: true, sort: true, list: true }),
    state: oneOf(
      ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated', 'unknown'],
      'Life-cycle state.',
      { filter: true, list: true },
    ),
    instanceType: machine('Hardware type.', { label: 'Type', filter: true, sort: true, list: true }),
    account: machine('Account that owns it.', { filter: true }),
    region: machine('Region.', { filter: true, list: true }),
    availabilityZone: optional(machine('Availability zone.', { filter: true })),
    publicAddresses: texts('Public IPv4 addresses, Elastic IPs included.', { search: true, list: true }),
    privateAddresses: texts('Private IPv4 addresses.', { search: true, list: true }),
    ipv6Addresses: texts('IPv6 addresses.', { label: 'IPv6 addresses', search: true }),
    publicName: optional(machine('Public DNS name given by the provider.', { search: true })),
    privateName: optional(machine('Private DNS name given by the provider.', { search: true })),
    statusCheck: optional(
      oneOf(
        ['ok', 'impaired', 'initializing', 'insufficient-data', 'not-applicable'],
        'Worst of the system and instance status checks.',
        { filter: true },
      ),
    ),
    vpcId: optional(machine('Virtual network.', { label: 'VPC', filter: true })),
    subnetId: optional(machine('Subnet.', { label: 'Subnet' })),
    imageId: optional(machine('Image it was started from.', { label: 'Image' })),
    platform: optional(text('Operating system family as the provider bills it.')),
    launchedAt: optional(time('Last start.', { label: 'Launched', sort: true })),
    tags: tags('Tags.'),
  },
});
