import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand as CreateClassicCommand,
  ElasticLoadBalancingClient,
  RegisterInstancesWithLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';

export const region = 'eu-west-1';
/** moto takes any. */
export const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

export interface Machine {
  id: string;
  name: string;
  privateIp: string;
  /** Undefined while it has none. */
  publicIp: string | undefined;
}

/** What an operator does in an AWS account, with the SDK. */
export class AwsAccount {
  readonly #ec2: EC2Client;
  readonly #elbv2: ElasticLoadBalancingV2Client;
  readonly #elb: ElasticLoadBalancingClient;

  constructor(endpoint: string) {
    // A copy: the SDK notes on it where it comes from.
    const config = { region, endpoint, credentials: { ...credentials } };
    this.#ec2 = new EC2Client(config);
    this.#elbv2 = new ElasticLoadBalancingV2Client(config);
    this.#elb = new ElasticLoadBalancingClient(config);
  }

  /** @param isPublic with an address that it gets at each start */
  async launch(name: string, { isPublic = true } = {}): Promise<Machine> {
    const [subnet] = await this.#subnets();
    const { Instances } = await this.#ec2.send(
      new RunInstancesCommand({
        ImageId: 'ami-12345678',
        InstanceType: 'm5.large',
        MinCount: 1,
        MaxCount: 1,
        NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnet!.SubnetId, AssociatePublicIpAddress: isPublic }],
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }],
      }),
    );
    return this.describe(Instances![0]!.InstanceId!);
  }

  async describe(id: string): Promise<Machine> {
    const { Reservations } = await this.#ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const { Tags, PrivateIpAddress, PublicIpAddress } = Reservations![0]!.Instances![0]!;
    return {
      id,
      name: Tags!.find(({ Key }) => Key === 'Name')!.Value!,
      privateIp: PrivateIpAddress!,
      publicIp: PublicIpAddress,
    };
  }

  stop = (id: string) => this.#ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  start = (id: string) => this.#ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
  terminate = (id: string) => this.#ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

  /** Returns the new Elastic IP. */
  async giveElasticIp(id: string): Promise<string> {
    const { AllocationId, PublicIp } = await this.#ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
    await this.#ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: id }));
    return PublicIp!;
  }

  /** An application load balancer with a target group for each list of targets. Returns its DNS name. */
  async balance(name: string, groups: { name: string; type: 'instance' | 'ip'; targets: string[] }[]): Promise<string> {
    const subnets = await this.#subnets();
    const { LoadBalancers } = await this.#elbv2.send(
      new CreateLoadBalancerCommand({ Name: name, Subnets: subnets.slice(0, 2).map(({ SubnetId }) => SubnetId!) }),
    );
    const { LoadBalancerArn, DNSName } = LoadBalancers![0]!;
    for (const [index, group] of groups.entries()) {
      const { TargetGroups } = await this.#elbv2.send(
        new CreateTargetGroupCommand({
          Name: group.name,
          Protocol: 'HTTP',
          Port: 8080,
          VpcId: subnets[0]!.VpcId,
          TargetType: group.type,
        }),
      );
      const { TargetGroupArn } = TargetGroups![0]!;
      const Targets = group.targets.map((Id) => ({ Id, Port: 8080 }));
      await this.#elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
      const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
      await this.#elbv2.send(
        new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 80 + index, DefaultActions }),
      );
    }
    return DNSName!;
  }

  /** A classic load balancer. Returns its DNS name. */
  async balanceClassically(name: string, instanceIds: string[]): Promise<string> {
    const Listeners = [{ Protocol: 'HTTP', LoadBalancerPort: 80, InstancePort: 80 }];
    const AvailabilityZones = [`${region}a`];
    const { DNSName } = await this.#elb.send(
      new CreateClassicCommand({ LoadBalancerName: name, AvailabilityZones, Listeners }),
    );
    const Instances = instanceIds.map((InstanceId) => ({ InstanceId }));
    await this.#elb.send(new RegisterInstancesWithLoadBalancerCommand({ LoadBalancerName: name, Instances }));
    return DNSName!;
  }

  async #subnets() {
    return (await this.#ec2.send(new DescribeSubnetsCommand({}))).Subnets!;
  }
}
