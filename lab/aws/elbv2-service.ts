import { describeListeners } from './elbv2/describe-listeners.ts';
import { describeLoadBalancers } from './elbv2/describe-load-balancers.ts';
import { describeTags } from './elbv2/describe-tags.ts';
import { describeTargetGroups } from './elbv2/describe-target-groups.ts';
import { describeTargetHealth } from './elbv2/describe-target-health.ts';
import { targetWrites } from './elbv2/target-writes.ts';
import { queryService } from './query-service.ts';

/** Application and network load balancers (Elastic Load Balancing API 2015-12-01). */
export const elbv2 = queryService({
  name: 'elbv2',
  scope: 'elasticloadbalancing',
  version: '2015-12-01',
  namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  operations: [
    describeLoadBalancers,
    describeTargetGroups,
    describeTargetHealth,
    describeListeners,
    describeTags,
    ...targetWrites,
  ],
});
