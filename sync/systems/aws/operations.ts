/** The APIs that are read, each with a request budget of its own per account and region. */
export type AwsApi = 'sts' | 'ec2' | 'elbv2' | 'elb';

export interface AwsOperation {
  api: AwsApi;
  name: string;
  /** The IAM action that allows it; GetCallerIdentity needs none. */
  needs: string | undefined;
}

const operation = (api: AwsApi, name: string, needs?: string): AwsOperation => ({ api, name, needs });

/** Every call that is made, and so every permission of the least-privilege policy (docs/systems/aws.md). */
export const operations = {
  getCallerIdentity: operation('sts', 'GetCallerIdentity'),
  assumeRole: operation('sts', 'AssumeRole', 'sts:AssumeRole'),
  describeRegions: operation('ec2', 'DescribeRegions', 'ec2:DescribeRegions'),
  describeInstances: operation('ec2', 'DescribeInstances', 'ec2:DescribeInstances'),
  describeInstanceStatus: operation('ec2', 'DescribeInstanceStatus', 'ec2:DescribeInstanceStatus'),
  describeAddresses: operation('ec2', 'DescribeAddresses', 'ec2:DescribeAddresses'),
  describeLoadBalancers: operation('elbv2', 'DescribeLoadBalancers', 'elasticloadbalancing:DescribeLoadBalancers'),
  describeTargetGroups: operation('elbv2', 'DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetGroups'),
  describeTargetHealth: operation('elbv2', 'DescribeTargetHealth', 'elasticloadbalancing:DescribeTargetHealth'),
  describeTags: operation('elbv2', 'DescribeTags', 'elasticloadbalancing:DescribeTags'),
  describeClassicLoadBalancers: operation('elb', 'DescribeLoadBalancers', 'elasticloadbalancing:DescribeLoadBalancers'),
  describeInstanceHealth: operation('elb', 'DescribeInstanceHealth', 'elasticloadbalancing:DescribeInstanceHealth'),
  describeClassicTags: operation('elb', 'DescribeTags', 'elasticloadbalancing:DescribeTags'),
} as const satisfies Record<string, AwsOperation>;
