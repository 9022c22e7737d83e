import { integer, json, machine, oneOf, optional, tags, text, texts, time } from './field.ts';
import { kind } from './kind.ts';
import { target } from './target.ts';
import { z } from 'zod';

/** Source: ELBv2 DescribeLoadBalancers and classic ELB DescribeLoadBalancers. */
export const loadBalancers = kind({
  name: 'load_balancers',
  one: 'load balancer',
  many: 'load balancers',
  about: 'Load balancers of the cloud provider.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  status: { field: 'state', words: { provisioning: 'working', failed: 'failing', active_impaired: 'attention' } },
  membership: { account: 'account', region: 'region', tag: 'tags', name: 'name', loadBalancer: 'name' },
  console: {
    label: 'Open in AWS',
    url: 'https://{region}.console.aws.amazon.com/ec2/home?region={region}#LoadBalancers:search={name}',
  },
  fields: {
    name: text('Name.', { search: true, sort: true, list: true }),
    state: oneOf(
      ['active', 'provisioning', 'active_impaired', 'failed', 'unknown'],
      'State. Classic load balancers are always active.',
      { filter: true, list: true },
    ),
    type: oneOf(['application', 'network', 'gateway', 'classic'], 'Kind of load balancer.', {
      filter: true,
      list: true,
    }),
    scheme: optional(
      oneOf(['internet-facing', 'internal'], 'Reachable from the internet, or not.', { filter: true, list: true }),
    ),
    dnsName: optional(machine('The name that record sets point at.', { label: 'DNS name', search: true, list: true })),
    addresses: texts('Fixed addresses (network load balancers).', { search: true }),
    account: machine('Account that owns it.', { filter: true }),
    region: machine('Region.', { filter: true, list: true }),
    availabilityZones: texts('Availability zones.'),
    vpcId: optional(machine('Virtual network.', { label: 'VPC', filter: true })),
    targets: json(z.array(target), 'Registered instances (classic load balancers only; others have target groups).'),
    healthyCount: optional(integer('Healthy registered instances (classic only).', { label: 'Healthy' })),
    createdAt: optional(time('Creation.', { label: 'Created', sort: true })),
    tags: tags('Tags.'),
  },
});
