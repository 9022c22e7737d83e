import { everything, pageOf, rowsOf } from '../../faults.ts';
import { classicHealth } from '../../world/targets.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import { classicBalancer } from './describe-load-balancers.ts';

export const describeInstanceHealth: AwsOperation = {
  name: 'DescribeInstanceHealth',
  permission: 'elasticloadbalancing:DescribeInstanceHealth',
  bucket: elbReads('v1'),
  run({ region, parameters, faults }) {
    const balancer = classicBalancer(region, parameters.text('LoadBalancerName') ?? '');
    const wanted = parameters.structures('Instances').map((instance) => instance.text('InstanceId') ?? '');
    const unknown = wanted.find((id) => !balancer.instances.some((instance) => instance.id === id));
    if (unknown !== undefined) {
      throw new AwsError('InvalidInstance', `Could not find EC2 instance ${unknown}.`);
    }
    const states = balancer.instances
      .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
      .map((state) => classicHealth(state, region.instances.get(state.id)))
      .filter((state) => state !== undefined);
    const { rows } = pageOf(rowsOf(states), 0, everything, faults);
    const written = rows.map(({ id, state, reasonCode, description }) => ({
      InstanceId: id,
      State: state,
      ReasonCode: reasonCode,
      Description: description,
    }));
    if (faults.feel('malformed') && written[0])
      Object.assign(written[0], { InstanceId: undefined, State: 'unheard-of' });
    return { InstanceStates: written };
  },
};
