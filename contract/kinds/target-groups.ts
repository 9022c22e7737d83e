import { z } from 'zod';
import { integer, json, machine, oneOf, optional, tags, text, texts } from './field.ts';
import { kind } from './kind.ts';
import { target } from './target.ts';

/** Source: ELBv2 DescribeTargetGroups and DescribeTargetHealth. */
export const targetGroups = kind({
  name: 'target_groups',
  one: 'target group',
  many: 'target groups',
  about: 'What a load balancer sends traffic to, with the health of each target.',
  group: 'estate',
  origin: 'synced',
  visibility: 'cluster',
  order: 'name',
  membership: { account: 'account', region: 'region', tag: 'tags', name: 'name', loadBalancer: 'loadBalancerNames' },
  console: {
    label: 'Open in AWS',
    url: 'https://{region}.console.aws.amazon.com/ec2/home?region={region}#TargetGroup:targetGroupArn={key}',
  },
  fields: {
    name: text('Name.', { search: true, sort: true, list: true }),
    targetType: oneOf(['instance', 'ip', 'lambda', 'alb'], 'What the targets are.', { filter: true, list: true }),
    protocol: optional(machine('Protocol towards the targets.', { filter: true })),
    port: optional(integer('Port towards the targets.', { format: 'machine', list: true })),
    healthyCount: integer('Targets that are healthy.', { label: 'Healthy', sort: true, list: true }),
    targetCount: integer('Targets that are registered.', { label: 'Targets', sort: true, list: true }),
    targets: json(z.array(target), 'Registered targets.', { label: 'Each target' }),
    loadBalancerKeys: texts('Load balancers that use it.', { label: 'Load balancer ARNs' }),
    loadBalancerNames: texts('Names of the load balancers that use it.', {
      label: 'Load balancers',
      search: true,
      list: true,
    }),
    account: machine('Account that owns it.', { filter: true }),
    region: machine('Region.', { filter: true, list: true }),
    vpcId: optional(machine('Virtual network.', { label: 'VPC', filter: true })),
    tags: tags('Tags.'),
  },
});
