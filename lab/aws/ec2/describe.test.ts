import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  ModifyInstanceEventStartTimeCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoCredentials } from '../../demo-estate.ts';
import { type Lab, startLab } from '../../start.ts';
import { ec2Client, refusalOf, say } from '../../testing/test-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

const client = (region: string) => ec2Client(lab, { region, credentials: demoCredentials.production });
const instancesOf = async (region: string, name: string) => {
  const { Reservations = [] } = await client(region).send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: [name] }] }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances);
};

describe('DescribeInstances', () => {
  it('shows an instance as EC2 does', async () => {
    const [web] = await instancesOf('eu-west-1', 'eu-prod-web-1');
    expect(web).toMatchObject({
      InstanceType: 'c6i.xlarge',
      State: { Code: 16, Name: 'running' },
      Placement: { AvailabilityZone: expect.stringMatching(/^eu-west-1[abc]$/) },
      PrivateIpAddress: expect.stringMatching(/^10\.20\./),
      PublicIpAddress: expect.stringMatching(/^198\.51\.100\./),
      PublicDnsName: expect.stringMatching(/^ec2-198-51-100-\d+\.eu-west-1\.compute\.amazonaws\.com$/),
      LaunchTime: expect.any(Date),
      Tags: expect.arrayContaining([{ Key: 'cluster', Value: 'eu-prod' }]),
    });
    const [card] = web?.NetworkInterfaces ?? [];
    expect(card).toMatchObject({
      Association: { IpOwnerId: 'amazon' },
      Ipv6Addresses: [{ Ipv6Address: expect.any(String) }],
    });
  });

  it('shows an Elastic IP as the address of its instance, owned by the account', async () => {
    const [bastion] = await instancesOf('eu-west-1', 'eu-prod-bastion-1');
    expect(bastion?.NetworkInterfaces?.[0]?.Association).toMatchObject({
      PublicIp: bastion?.PublicIpAddress,
      IpOwnerId: '111122223333',
    });
  });

  it('shows a terminated instance without its addresses, interfaces and network', async () => {
    await say(lab, 'terminate-instance eu-prod-batch-1');
    lab.world.clock.advance(5 * 60_000);
    const [ended] = await instancesOf('eu-west-1', 'eu-prod-batch-1');
    expect(ended).toMatchObject({
      State: { Code: 48, Name: 'terminated' },
      StateReason: { Code: expect.stringContaining('UserInitiatedShutdown') },
    });
    expect([ended?.PrivateIpAddress, ended?.PublicIpAddress, ended?.VpcId]).toEqual([undefined, undefined, undefined]);
    expect(ended?.NetworkInterfaces).toEqual([]);
  });
});

describe('DescribeInstanceStatus', () => {
  it('shows events with their dates, and only the fields that an event has', async () => {
    const { InstanceStatuses = [] } = await client('us-east-1').send(
      new DescribeInstanceStatusCommand({ Filters: [{ Name: 'event.code', Values: ['system-reboot'] }] }),
    );
    expect(InstanceStatuses).toHaveLength(1);
    const [event] = InstanceStatuses[0]?.Events ?? [];
    expect(event).toMatchObject({
      NotBefore: expect.any(Date),
      NotAfter: expect.any(Date),
      NotBeforeDeadline: expect.any(Date),
    });
    const retired = await client('eu-west-1').send(
      new DescribeInstanceStatusCommand({ Filters: [{ Name: 'event.code', Values: ['instance-retirement'] }] }),
    );
    const [retirement] = retired.InstanceStatuses?.[0]?.Events ?? [];
    expect(retirement).toMatchObject({ Code: 'instance-retirement', NotBefore: expect.any(Date) });
    expect(Object.keys(retirement ?? {})).not.toContain('NotAfter');
  });

  it('leaves out what does not run unless all are asked for', async () => {
    const staging = ec2Client(lab, { region: 'eu-central-1', credentials: demoCredentials.staging });
    const running = await staging.send(new DescribeInstanceStatusCommand({}));
    const all = await staging.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true }));
    expect((all.InstanceStatuses?.length ?? 0) - (running.InstanceStatuses?.length ?? 0)).toBe(1);
    const stopped = all.InstanceStatuses?.find(({ InstanceState }) => InstanceState?.Name === 'stopped');
    expect(stopped?.SystemStatus).toEqual({ Status: 'not-applicable' });
  });

  it('tells since when a check fails', async () => {
    const { InstanceStatuses = [] } = await client('us-east-1').send(
      new DescribeInstanceStatusCommand({ Filters: [{ Name: 'instance-status.status', Values: ['impaired'] }] }),
    );
    expect(InstanceStatuses[0]?.InstanceStatus?.Details).toEqual([
      { Name: 'reachability', Status: 'failed', ImpairedSince: expect.any(Date) },
    ]);
  });

  it('lets an event be moved, but not past its deadline', async () => {
    const { InstanceStatuses = [] } = await client('us-east-1').send(
      new DescribeInstanceStatusCommand({ Filters: [{ Name: 'event.code', Values: ['system-reboot'] }] }),
    );
    const [{ InstanceId, Events: [event] = [] } = {}] = InstanceStatuses;
    const admin = lab.world.account('111122223333').keys[0];
    if (!admin || !event?.NotBeforeDeadline) throw new Error('no event in the demo');
    admin.permissions.push('ec2:ModifyInstanceEventStartTime');
    const move = (NotBefore: Date) =>
      client('us-east-1').send(
        new ModifyInstanceEventStartTimeCommand({ InstanceId, InstanceEventId: event.InstanceEventId, NotBefore }),
      );
    const late = new Date(event.NotBeforeDeadline.getTime() + 1000);
    expect(await refusalOf(move(late))).toMatchObject({ name: 'InvalidInstanceEventStartTime' });
    const moved = await move(new Date(event.NotBeforeDeadline));
    expect(moved.Event?.NotBefore).toEqual(event.NotBeforeDeadline);
  });
});

describe('the other listings', () => {
  it('addresses have no pages; an idle one has no association', async () => {
    const { Addresses = [] } = await client('eu-west-1').send(new DescribeAddressesCommand({}));
    const idle = Addresses.filter(({ AssociationId }) => !AssociationId);
    expect(idle).toMatchObject([{ PublicIp: '198.51.100.190', Tags: [{ Key: 'Name' }, { Key: 'cluster' }] }]);
    const [bastion] = Addresses.filter(({ Tags = [] }) => Tags.some(({ Value }) => Value === 'eu-prod-bastion-1'));
    expect(bastion).toMatchObject({
      InstanceId: expect.stringMatching(/^i-/),
      NetworkInterfaceId: expect.stringMatching(/^eni-/),
    });
  });

  it('a released address is unknown', async () => {
    const refused = await refusalOf(
      client('eu-west-1').send(new DescribeAddressesCommand({ PublicIps: ['203.0.113.250'] })),
    );
    expect(refused).toMatchObject({ name: 'InvalidAddress.NotFound', status: 400 });
  });

  it('interfaces lead from addresses to instances, and hold those of load balancers', async () => {
    const eu = client('eu-west-1');
    const [api] = await instancesOf('eu-west-1', 'eu-prod-api-2');
    const { NetworkInterfaces = [] } = await eu.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'addresses.private-ip-address', Values: [api?.PrivateIpAddress ?? ''] }],
      }),
    );
    expect(NetworkInterfaces[0]?.Attachment?.InstanceId).toBe(api?.InstanceId);
    const balancers = await eu.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'description', Values: ['ELB net/eu-prod-mail/*'] }] }),
    );
    expect(balancers.NetworkInterfaces).toHaveLength(3);
    expect(balancers.NetworkInterfaces?.[0]).toMatchObject({ RequesterId: 'amazon-elb', RequesterManaged: true });
    const { Addresses = [] } = await eu.send(new DescribeAddressesCommand({ PublicIps: ['198.51.100.200'] }));
    expect(balancers.NetworkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId)).toContain(
      Addresses[0]?.NetworkInterfaceId,
    );
  });

  it('regions are those the account has; all are more', async () => {
    const usual = await client('eu-west-1').send(new DescribeRegionsCommand({}));
    const all = await client('eu-west-1').send(new DescribeRegionsCommand({ AllRegions: true }));
    expect(usual.Regions?.every(({ OptInStatus }) => OptInStatus === 'opt-in-not-required')).toBe(true);
    expect(all.Regions?.some(({ OptInStatus }) => OptInStatus === 'not-opted-in')).toBe(true);
    lab.world.account('111122223333').optedIn.add('me-central-1');
    const optedIn = await client('eu-west-1').send(
      new DescribeRegionsCommand({ Filters: [{ Name: 'opt-in-status', Values: ['opted-in'] }] }),
    );
    expect(optedIn.Regions?.map(({ RegionName }) => RegionName)).toEqual(['me-central-1']);
    await expect(client('me-central-1').send(new DescribeInstancesCommand({}))).resolves.toMatchObject({
      Reservations: [],
    });
  });
});
