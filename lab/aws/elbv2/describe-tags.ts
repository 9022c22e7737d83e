import type { Region } from '../../world/aws-account.ts';
import type { Tags } from '../../world/aws-schema.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import { atMostTwenty } from '../elb-paging.ts';
import { loadBalancerNotFound } from './describe-load-balancers.ts';
import { targetGroupNotFound } from './describe-target-groups.ts';

/** Tags do not come with the load balancers: they are asked for, twenty ARNs at a time. */
export const describeTags: AwsOperation = {
  name: 'DescribeTags',
  permission: 'elasticloadbalancing:DescribeTags',
  bucket: elbReads('v2'),
  run({ region, parameters, faults }) {
    const arns = parameters.list('ResourceArns');
    if (arns.length === 0) throw new AwsError('ValidationError', 'Resource ARNs must be specified');
    atMostTwenty(arns, 'resourceArns');
    const found = arns.map((arn) => ({ arn, tags: tagsOf(region, arn) }));
    if (faults.feel('empty')) return { TagDescriptions: [] };
    return {
      TagDescriptions: found.map(({ arn, tags }) => ({
        ResourceArn: arn,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};

function tagsOf(region: Region, arn: string): Tags {
  if (arn.includes(':targetgroup/')) {
    const group = region.targetGroups.get(arn);
    if (!group) throw targetGroupNotFound();
    return group.tags;
  }
  const balancer = region.loadBalancers.get(arn);
  if (!balancer) throw loadBalancerNotFound(arn);
  return balancer.tags;
}
