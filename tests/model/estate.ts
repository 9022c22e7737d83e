import type { Row } from '../../sync/systems/system.ts';

export const loadBalancer = (key: string, more: Partial<Row<'load_balancers'>> = {}): Row<'load_balancers'> => ({
  key,
  name: key,
  state: 'active',
  type: 'application',
  scheme: 'internet-facing',
  dnsName: `${key}.elb.example`,
  addresses: [],
  account: 'acme',
  region: 'eu',
  availabilityZones: [],
  vpcId: null,
  targets: [],
  healthyCount: null,
  createdAt: null,
  tags: {},
  raw: {},
  ...more,
});

type Health = Row<'target_groups'>['targets'][number]['health'];

export const targetGroup = (key: string, balancer: string, targets: Record<string, Health>): Row<'target_groups'> => ({
  key,
  name: key,
  targetType: 'instance',
  protocol: 'HTTP',
  port: 80,
  healthyCount: Object.values(targets).filter((health) => health === 'healthy').length,
  targetCount: Object.keys(targets).length,
  targets: Object.entries(targets).map(([id, health]) => ({ id, port: 80, health, reason: null })),
  loadBalancerKeys: [balancer],
  loadBalancerNames: [balancer],
  account: 'acme',
  region: 'eu',
  vpcId: null,
  tags: {},
  raw: {},
});

export const elasticAddress = (key: string, address: string, instanceKey: string | null): Row<'addresses'> => ({
  key,
  name: address,
  address,
  privateAddress: null,
  instanceKey,
  networkInterfaceId: null,
  account: 'acme',
  region: 'eu',
  tags: {},
  raw: {},
});

export const maintenanceEvent = (key: string, instanceKey: string): Row<'maintenance_events'> => ({
  key,
  name: `retirement of ${instanceKey}`,
  state: 'scheduled',
  code: 'instance-retirement',
  description: null,
  instanceKey,
  notBefore: '2026-12-01T00:00:00Z',
  notAfter: null,
  deadline: null,
  account: 'acme',
  region: 'eu',
  raw: {},
});
