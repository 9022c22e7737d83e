import type { ClassicLoadBalancer } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsCall, AwsOperation } from '../aws-service.ts';
import { elbWrites } from '../elb-buckets.ts';
import { classicBalancer } from './describe-load-balancers.ts';

type Registered = ClassicLoadBalancer['instances'];

const write = (name: string, change: (registered: Registered, ids: readonly string[]) => Registered): AwsOperation => ({
  name,
  writes: true,
  permission: `elasticloadbalancing:${name}`,
  bucket: elbWrites('v1'),
  run({ world, region, parameters }: AwsCall) {
    const balancer = classicBalancer(region, parameters.text('LoadBalancerName') ?? '');
    const ids = parameters.structures('Instances').map((instance) => instance.text('InstanceId') ?? '');
    const unknown = ids.find((id) => !region.instances.get(id));
    if (unknown !== undefined) throw new AwsError('InvalidInstance', `Could not find EC2 instance ${unknown}.`);
    const instances = change(balancer.instances, ids);
    region.classicLoadBalancers.set({ ...balancer, instances });
    world.changed();
    return { Instances: instances.map(({ id }) => ({ InstanceId: id })) };
  },
});

export const instanceWrites: readonly AwsOperation[] = [
  write('RegisterInstancesWithLoadBalancer', (registered, ids) => [
    ...registered,
    ...ids
      .filter((id) => !registered.some((one) => one.id === id))
      .map((id) => ({ id, state: 'InService' as const, reasonCode: 'N/A' as const, description: 'N/A' })),
  ]),
  write('DeregisterInstancesFromLoadBalancer', (registered, ids) => registered.filter(({ id }) => !ids.includes(id))),
];
