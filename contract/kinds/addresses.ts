import { machine, optional, tags, text } from './field.ts';
import { kind } from './kind.ts';

/** An address that is kept when servers come and go. Source: EC2 DescribeAddresses. */
export const addresses = kind({
  name: 'addresses',
  one: 'address',
  many: 'addresses',
  about: 'Elastic IP addresses.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'address',
  membership: { account: 'account', region: 'region', tag: 'tags', name: 'name' },
  parent: { kind: 'instances', key: 'instanceKey' },
  console: {
    label: 'Open in AWS',
    url: 'https://{region}.console.aws.amazon.com/ec2/home?region={region}#ElasticIpDetails:AllocationId={key}',
  },
  fields: {
    name: text('The Name tag, or the address where there is none.', { search: true, sort: true, list: true }),
    address: machine('The public IPv4 address.', { search: true, sort: true, filter: true, list: true }),
    privateAddress: optional(machine('The private address it stands for.', { search: true })),
    instanceKey: optional(
      machine('Server it is associated with.', { label: 'Instance', search: true, filter: true, list: true }),
    ),
    networkInterfaceId: optional(machine('Network interface it is associated with.', { label: 'Network interface' })),
    account: machine('Account that owns it.', { filter: true }),
    region: machine('Region.', { filter: true, list: true }),
    tags: tags('Tags.'),
  },
});
