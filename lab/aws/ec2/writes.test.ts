import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstancesCommand,
  DisassociateAddressCommand,
  ReleaseAddressCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from '../../start.ts';
import { ec2Client, instanceId, refusalOf, startTestLab } from '../../testing/test-lab.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startTestLab(3);
});
afterEach(() => lab.stop());

const instance = async (id = instanceId(1)) => {
  const { Reservations = [] } = await ec2Client(lab).send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations[0]?.Instances?.[0];
};
const later = (minutes: number) => lab.world.clock.advance(minutes * 60_000);

describe('the life of an instance', () => {
  it('a stop takes the given public address away, a start brings another', async () => {
    const client = ec2Client(lab);
    const before = (await instance())?.PublicIpAddress;
    const stopping = await client.send(new StopInstancesCommand({ InstanceIds: [instanceId(1)] }));
    expect(stopping.StoppingInstances).toMatchObject([
      { CurrentState: { Name: 'stopping' }, PreviousState: { Name: 'running' } },
    ]);
    later(1);
    expect(await instance()).toMatchObject({ State: { Name: 'stopped' }, PrivateIpAddress: '10.0.0.1' });
    expect((await instance())?.PublicIpAddress).toBeUndefined();
    // Somebody else has the old address by now.
    await client.send(new AllocateAddressCommand({}));
    for (let spare = 1; spare < 8; spare += 1) await client.send(new AllocateAddressCommand({}));
    await client.send(new StartInstancesCommand({ InstanceIds: [instanceId(1)] }));
    later(1);
    const after = await instance();
    expect(after?.State?.Name).toBe('running');
    expect(after?.PublicIpAddress).toMatch(/^198\.51\.100\./);
    expect(after?.PublicIpAddress).not.toBe(before);
  });

  it('a terminated instance is listed for an hour, and then unknown', async () => {
    await ec2Client(lab).send(new TerminateInstancesCommand({ InstanceIds: [instanceId(1)] }));
    later(1);
    expect((await instance())?.State?.Name).toBe('terminated');
    later(58);
    expect((await instance())?.State?.Name).toBe('terminated');
    later(3);
    expect((await refusalOf(instance())).name).toBe('InvalidInstanceID.NotFound');
  });

  it('a terminated instance cannot start', async () => {
    await ec2Client(lab).send(new TerminateInstancesCommand({ InstanceIds: [instanceId(1)] }));
    later(1);
    const refused = await refusalOf(ec2Client(lab).send(new StartInstancesCommand({ InstanceIds: [instanceId(1)] })));
    expect(refused.name).toBe('IncorrectInstanceState');
  });

  it('new instances share a reservation, have tags, and run a moment later', async () => {
    const run = await ec2Client(lab).send(
      new RunInstancesCommand({
        MinCount: 2,
        MaxCount: 2,
        InstanceType: 'c6i.large',
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'größer & <neuer>' }] }],
      }),
    );
    expect(run.Instances).toMatchObject([{ State: { Name: 'pending' } }, { State: { Name: 'pending' } }]);
    later(1);
    const [first, second] = await Promise.all((run.Instances ?? []).map(({ InstanceId }) => instance(InstanceId)));
    expect(first).toMatchObject({ State: { Name: 'running' }, Tags: [{ Key: 'Name', Value: 'größer & <neuer>' }] });
    expect(first?.PrivateIpAddress).not.toBe(second?.PrivateIpAddress);
  });
});

describe('Elastic IPs', () => {
  it('follow an association, refuse a second one, and are released only when free', async () => {
    const client = ec2Client(lab);
    const { AllocationId, PublicIp } = await client.send(new AllocateAddressCommand({}));
    const { AssociationId } = await client.send(
      new AssociateAddressCommand({ AllocationId, InstanceId: instanceId(2) }),
    );
    expect((await instance(instanceId(2)))?.PublicIpAddress).toBe(PublicIp);
    const second = client.send(
      new AssociateAddressCommand({ AllocationId, InstanceId: instanceId(3), AllowReassociation: false }),
    );
    expect((await refusalOf(second)).name).toBe('Resource.AlreadyAssociated');
    expect((await refusalOf(client.send(new ReleaseAddressCommand({ AllocationId })))).name).toBe(
      'InvalidIPAddress.InUse',
    );
    await client.send(new DisassociateAddressCommand({ AssociationId }));
    await client.send(new ReleaseAddressCommand({ AllocationId }));
    expect((await instance(instanceId(2)))?.PublicIpAddress).toBeUndefined();
    const gone = refusalOf(client.send(new ReleaseAddressCommand({ AllocationId })));
    expect((await gone).name).toBe('InvalidAllocationID.NotFound');
  });

  it('are given back by an instance that ends', async () => {
    const client = ec2Client(lab);
    const { AllocationId } = await client.send(new AllocateAddressCommand({}));
    await client.send(new AssociateAddressCommand({ AllocationId, InstanceId: instanceId(2) }));
    await client.send(new TerminateInstancesCommand({ InstanceIds: [instanceId(2)] }));
    later(1);
    await expect(client.send(new ReleaseAddressCommand({ AllocationId }))).resolves.toBeDefined();
  });
});

it('tags are set and taken away', async () => {
  const client = ec2Client(lab);
  await client.send(new CreateTagsCommand({ Resources: [instanceId(1)], Tags: [{ Key: 'cluster', Value: 'eu' }] }));
  await client.send(new DeleteTagsCommand({ Resources: [instanceId(1)], Tags: [{ Key: 'role' }] }));
  expect((await instance())?.Tags).toEqual([
    { Key: 'Name', Value: 'machine-1' },
    { Key: 'cluster', Value: 'eu' },
  ]);
});
