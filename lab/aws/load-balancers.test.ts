import {
  DeregisterInstancesFromLoadBalancerCommand,
  DescribeInstanceHealthCommand,
  DescribeLoadBalancersCommand as DescribeClassic,
  DescribeTagsCommand as DescribeClassicTags,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../demo-estate.ts';
import { type Lab, startLab } from '../start.ts';
import { elbClient, elbv2Client, refusalOf, say } from '../testing/test-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({
    world: () => {
      const world = demoWorld();
      // The demo's key only reads; these tests write, too.
      world.account('111122223333').keys[0]?.permissions.push('elasticloadbalancing:*');
      world.clock.freeze();
      return world;
    },
  });
});
afterAll(() => lab.stop());

const v2 = (region = 'eu-west-1') => elbv2Client(lab, { region });
const v1 = (region = 'eu-west-1') => elbClient(lab, { region });

const groupNamed = async (name: string, region?: string) => {
  const { TargetGroups = [] } = await v2(region).send(new DescribeTargetGroupsCommand({ Names: [name] }));
  return TargetGroups[0];
};
const healthIn = async (name: string, region?: string) => {
  const group = await groupNamed(name, region);
  const { TargetHealthDescriptions = [] } = await v2(region).send(
    new DescribeTargetHealthCommand({ TargetGroupArn: group?.TargetGroupArn }),
  );
  return TargetHealthDescriptions;
};

describe('application and network load balancers', () => {
  it('come in pages of at most 400', async () => {
    const first = await v2().send(new DescribeLoadBalancersCommand({ PageSize: 3 }));
    const second = await v2().send(new DescribeLoadBalancersCommand({ PageSize: 3, Marker: first.NextMarker }));
    expect([first.LoadBalancers?.length, second.LoadBalancers?.length, second.NextMarker]).toEqual([3, 1, undefined]);
    for (const PageSize of [0, 401]) {
      const refused = await refusalOf(v2().send(new DescribeLoadBalancersCommand({ PageSize })));
      expect(refused).toMatchObject({ name: 'ValidationError', status: 400 });
      expect(refused.message).toContain(`Value '${PageSize}' at 'pageSize'`);
    }
  });

  it('only a network load balancer has fixed addresses', async () => {
    const { LoadBalancers = [] } = await v2().send(new DescribeLoadBalancersCommand({}));
    const network = LoadBalancers.find(({ Type }) => Type === 'network');
    expect(
      network?.AvailabilityZones?.map(({ LoadBalancerAddresses }) => LoadBalancerAddresses?.[0]?.IpAddress),
    ).toEqual(['198.51.100.200', '198.51.100.201', '198.51.100.202']);
    expect(network?.LoadBalancerArn).toContain(':loadbalancer/net/');
    const application = LoadBalancers.find(({ Type }) => Type === 'application');
    expect(application?.AvailabilityZones?.[0]?.LoadBalancerAddresses).toEqual([]);
  });

  it('at most twenty names, and all of them must be there', async () => {
    const Names = Array.from({ length: 21 }, (_, index) => `balancer-${index}`);
    expect((await refusalOf(v2().send(new DescribeLoadBalancersCommand({ Names })))).name).toBe('ValidationError');
    const missing = await refusalOf(v2().send(new DescribeLoadBalancersCommand({ Names: ['nowhere'] })));
    expect([missing.name, missing.status]).toEqual(['LoadBalancerNotFoundException', 400]);
    const group = await refusalOf(v2().send(new DescribeTargetGroupsCommand({ Names: ['nowhere'] })));
    expect(group.name).toBe('TargetGroupNotFoundException');
  });

  it('target groups lead to load balancers and are found by them', async () => {
    const { LoadBalancers = [] } = await v2().send(new DescribeLoadBalancersCommand({ Names: ['eu-prod-api'] }));
    const arn = LoadBalancers[0]?.LoadBalancerArn;
    const { TargetGroups = [] } = await v2().send(new DescribeTargetGroupsCommand({ LoadBalancerArn: arn }));
    expect(TargetGroups).toMatchObject([{ TargetGroupName: 'eu-prod-api', TargetType: 'ip', LoadBalancerArns: [arn] }]);
    const { Listeners = [] } = await v2().send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
    expect(Listeners[0]?.DefaultActions?.[0]?.TargetGroupArn).toBe(TargetGroups[0]?.TargetGroupArn);
  });

  it('targets are instances or addresses, with a state and a reason', async () => {
    const byAddress = await healthIn('us-prod-api', 'us-east-1');
    expect(byAddress.map(({ Target }) => Target?.Id)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^10\.30\./)]),
    );
    expect(byAddress.filter(({ TargetHealth }) => TargetHealth?.State !== 'healthy')).toMatchObject([
      { TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' } },
    ]);
    const byInstance = await healthIn('us-prod-reports', 'us-east-1');
    expect(byInstance).toMatchObject([
      { Target: { Id: expect.stringMatching(/^i-/) }, TargetHealth: { State: 'unhealthy' } },
    ]);
  });

  it('asked for by id, a target that is not registered is said to be unused', async () => {
    const group = await groupNamed('eu-prod-web');
    const { TargetHealthDescriptions } = await v2().send(
      new DescribeTargetHealthCommand({
        TargetGroupArn: group?.TargetGroupArn,
        Targets: [{ Id: 'i-0123456789abcdef0' }],
      }),
    );
    expect(TargetHealthDescriptions).toMatchObject([
      { TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } },
    ]);
  });

  it('what is registered begins as initial, what is taken out drains', async () => {
    const TargetGroupArn = (await groupNamed('eu-prod-api'))?.TargetGroupArn;
    await v2().send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.20.9.9' }] }));
    const state = async () =>
      (await healthIn('eu-prod-api')).find(({ Target }) => Target?.Id === '10.20.9.9')?.TargetHealth;
    expect(await state()).toMatchObject({ State: 'initial', Reason: 'Elb.RegistrationInProgress' });
    lab.world.clock.advance(10_000);
    expect(await state()).toEqual({ State: 'healthy' });
    await v2().send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.20.9.9' }] }));
    expect(await state()).toMatchObject({ State: 'draining', Reason: 'Target.DeregistrationInProgress' });
    lab.world.clock.advance(10_000);
    expect(await state()).toBeUndefined();
  });

  it('a stopped instance is unused whatever the checks last said', async () => {
    await say(lab, 'stop-instance eu-prod-web-4');
    const states = (await healthIn('eu-prod-web')).map(({ TargetHealth }) => [
      TargetHealth?.State,
      TargetHealth?.Reason,
    ]);
    expect(states).toContainEqual(['unused', 'Target.InvalidState']);
  });

  it('tags are asked for by at most twenty ARNs', async () => {
    const { LoadBalancers = [] } = await v2().send(new DescribeLoadBalancersCommand({}));
    const ResourceArns = LoadBalancers.map(({ LoadBalancerArn }) => LoadBalancerArn ?? '');
    const { TagDescriptions = [] } = await v2().send(new DescribeTagsCommand({ ResourceArns }));
    expect(TagDescriptions).toHaveLength(4);
    expect(TagDescriptions[0]?.Tags).toContainEqual({ Key: 'cluster', Value: 'eu-prod' });
    const many = Array.from({ length: 21 }, () => ResourceArns[0] ?? '');
    expect((await refusalOf(v2().send(new DescribeTagsCommand({ ResourceArns: many })))).name).toBe('ValidationError');
  });
});

describe('classic load balancers', () => {
  it('bring their instances along', async () => {
    const { LoadBalancerDescriptions = [] } = await v1().send(new DescribeClassic({}));
    expect(LoadBalancerDescriptions).toMatchObject([
      { LoadBalancerName: 'eu-prod-router-a', Scheme: 'internet-facing', Instances: [{}, {}, {}] },
    ]);
    expect((await refusalOf(v1().send(new DescribeClassic({ PageSize: 401 })))).name).toBe('ValidationError');
    const missing = await refusalOf(v1().send(new DescribeClassic({ LoadBalancerNames: ['nowhere'] })));
    expect(missing.name).toBe('AccessPointNotFoundException');
  });

  it('tell the health of each instance, and nothing of terminated ones', async () => {
    const health = async () => {
      const answer = await v1().send(new DescribeInstanceHealthCommand({ LoadBalancerName: 'eu-prod-router-a' }));
      return (answer.InstanceStates ?? []).map(({ State, ReasonCode }) => [State, ReasonCode]);
    };
    expect(await health()).toEqual([
      ['InService', 'N/A'],
      ['InService', 'N/A'],
      ['InService', 'N/A'],
    ]);
    await say(lab, 'health eu-prod-router-a eu-prod-router-a-1 OutOfService');
    expect(await health()).toContainEqual(['OutOfService', 'Instance']);
    await say(lab, 'terminate-instance eu-prod-router-a-2');
    lab.world.clock.advance(60_000);
    expect(await health()).toHaveLength(2);
  });

  it('have tags by name, and give instances up', async () => {
    const us = v1('us-east-1');
    const { TagDescriptions } = await us.send(new DescribeClassicTags({ LoadBalancerNames: ['us-prod-router-a'] }));
    expect(TagDescriptions).toMatchObject([
      { LoadBalancerName: 'us-prod-router-a', Tags: [{ Key: 'cluster' }, { Key: 'role' }] },
    ]);
    const { LoadBalancerDescriptions = [] } = await us.send(new DescribeClassic({}));
    const [first] = LoadBalancerDescriptions[0]?.Instances ?? [];
    const left = await us.send(
      new DeregisterInstancesFromLoadBalancerCommand({
        LoadBalancerName: 'us-prod-router-a',
        Instances: [first ?? {}],
      }),
    );
    expect(left.Instances).toHaveLength(2);
  });
});
