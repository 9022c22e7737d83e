import { describeInstanceHealth } from './elb/describe-instance-health.ts';
import { describeLoadBalancers } from './elb/describe-load-balancers.ts';
import { describeTags } from './elb/describe-tags.ts';
import { instanceWrites } from './elb/instance-writes.ts';
import { queryService } from './query-service.ts';

/** Classic load balancers (Elastic Load Balancing API 2012-06-01). */
export const elb = queryService({
  name: 'elb',
  scope: 'elasticloadbalancing',
  version: '2012-06-01',
  namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/',
  operations: [describeLoadBalancers, describeInstanceHealth, describeTags, ...instanceWrites],
});
