import type { AwsApi } from './operations.ts';

/** What is used of an SDK client. */
export interface SdkClient {
  send(command: object, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

export interface SdkModule {
  Client: new (config: object) => SdkClient;
  commands: Record<string, new (input: object) => object>;
}

type Loaded = { Client: unknown; commands: Record<string, unknown> };

/**
 * The SDK's clients, loaded when the first source is pulled: the EC2 client alone takes 0.4 s and 75 MB.
 * Each is named with the commands that are used, so that a bundler can leave out the rest.
 */
const modules: Record<AwsApi, () => Promise<Loaded>> = {
  sts: async () => {
    const { STSClient, AssumeRoleCommand, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    return {
      Client: STSClient,
      commands: { AssumeRole: AssumeRoleCommand, GetCallerIdentity: GetCallerIdentityCommand },
    };
  },
  ec2: async () => {
    const sdk = await import('@aws-sdk/client-ec2');
    return {
      Client: sdk.EC2Client,
      commands: {
        DescribeAddresses: sdk.DescribeAddressesCommand,
        DescribeInstances: sdk.DescribeInstancesCommand,
        DescribeInstanceStatus: sdk.DescribeInstanceStatusCommand,
        DescribeRegions: sdk.DescribeRegionsCommand,
      },
    };
  },
  elbv2: async () => {
    const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
    return {
      Client: sdk.ElasticLoadBalancingV2Client,
      commands: {
        DescribeLoadBalancers: sdk.DescribeLoadBalancersCommand,
        DescribeTags: sdk.DescribeTagsCommand,
        DescribeTargetGroups: sdk.DescribeTargetGroupsCommand,
        DescribeTargetHealth: sdk.DescribeTargetHealthCommand,
      },
    };
  },
  elb: async () => {
    const sdk = await import('@aws-sdk/client-elastic-load-balancing');
    return {
      Client: sdk.ElasticLoadBalancingClient,
      commands: {
        DescribeInstanceHealth: sdk.DescribeInstanceHealthCommand,
        DescribeLoadBalancers: sdk.DescribeLoadBalancersCommand,
        DescribeTags: sdk.DescribeTagsCommand,
      },
    };
  },
};

/** The generated classes say more of their types than this folder wants to know: answers are checked by schemas. */
export const loadSdk = async (api: AwsApi): Promise<SdkModule> => (await modules[api]()) as unknown as SdkModule;
