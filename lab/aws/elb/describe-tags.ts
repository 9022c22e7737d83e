import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { elbReads } from '../elb-buckets.ts';
import { atMostTwenty } from '../elb-paging.ts';
import { classicBalancer } from './describe-load-balancers.ts';

export const describeTags: AwsOperation = {
  name: 'DescribeTags',
  permission: 'elasticloadbalancing:DescribeTags',
  bucket: elbReads('v1'),
  run({ region, parameters, faults }) {
    const names = parameters.list('LoadBalancerNames');
    if (names.length === 0) throw new AwsError('ValidationError', 'LoadBalancerNames must be specified');
    atMostTwenty(names, 'loadBalancerNames');
    const found = names.map((name) => classicBalancer(region, name));
    if (faults.feel('empty')) return { TagDescriptions: [] };
    return {
      TagDescriptions: found.map(({ id, tags }) => ({
        LoadBalancerName: id,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  },
};
