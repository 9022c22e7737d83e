import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTagsCommand,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../start.ts';
import { ec2Client, instanceId, refusalOf, someInstances, startTestLab } from '../../testing/test-lab.ts';

let lab: Lab;
beforeAll(async () => {
  const { items = [] } = someInstances(1203);
  // Three machines that were started together, and lie on both sides of a page's end.
  const together = items.map((item, index) =>
    index >= 4 && index < 7 ? { ...item, reservationId: 'r-00000000000000abc' } : item,
  );
  lab = await startTestLab(0, { instances: { items: together } });
});
afterAll(() => lab.stop());

const ids = (reservations: { Instances?: { InstanceId?: string }[] }[] = []) =>
  reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));

describe('paging of EC2', () => {
  it('counts instances, not reservations: one that goes on is on both pages', async () => {
    const first = await ec2Client(lab).send(new DescribeInstancesCommand({ MaxResults: 5 }));
    const second = await ec2Client(lab).send(
      new DescribeInstancesCommand({ MaxResults: 5, NextToken: first.NextToken }),
    );
    expect(ids(first.Reservations)).toEqual([1, 2, 3, 4, 5].map(instanceId));
    expect(ids(second.Reservations)).toEqual([6, 7, 8, 9, 10].map(instanceId));
    expect(first.Reservations?.at(-1)?.ReservationId).toBe('r-00000000000000abc');
    expect(second.Reservations?.[0]).toMatchObject({ ReservationId: 'r-00000000000000abc', Instances: [{}, {}] });
  });

  it('gives each row once over all pages', async () => {
    const seen: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateDescribeInstances({ client: ec2Client(lab), pageSize: 100 }, {})) {
      seen.push(...ids(page.Reservations));
      pages += 1;
    }
    expect([seen.length, new Set(seen).size, pages]).toEqual([1203, 1203, 13]);
  });

  it('gives everything at once without MaxResults, and at most a thousand with more', async () => {
    const all = await ec2Client(lab).send(new DescribeInstancesCommand({}));
    expect([ids(all.Reservations).length, all.NextToken]).toEqual([1203, undefined]);
    const capped = await ec2Client(lab).send(new DescribeInstancesCommand({ MaxResults: 5000 }));
    expect(ids(capped.Reservations)).toHaveLength(1000);
    expect(capped.NextToken).toBeTypeOf('string');
  });

  it('refuses fewer than five', async () => {
    expect(await refusalOf(ec2Client(lab).send(new DescribeInstancesCommand({ MaxResults: 4 })))).toEqual({
      name: 'InvalidParameterValue',
      message: 'Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than 5.',
      status: 400,
    });
  });

  it('refuses MaxResults beside ids', async () => {
    const refused = await refusalOf(
      ec2Client(lab).send(new DescribeInstancesCommand({ MaxResults: 5, InstanceIds: [instanceId(1)] })),
    );
    expect(refused).toMatchObject({
      name: 'InvalidParameterCombination',
      message: 'The parameter instancesSet cannot be used with the parameter maxResults',
    });
  });

  it('takes an empty list of ids for no list', async () => {
    const all = await ec2Client(lab).send(new DescribeInstancesCommand({ InstanceIds: [] }));
    expect(ids(all.Reservations)).toHaveLength(1203);
  });

  it('refuses a token that it never gave', async () => {
    const refused = await refusalOf(
      ec2Client(lab).send(new DescribeInstancesCommand({ MaxResults: 5, NextToken: 'x' })),
    );
    expect(refused.name).toBe('InvalidNextToken');
  });

  it('asks for at most a hundred ids of statuses', async () => {
    const many = Array.from({ length: 101 }, (_, index) => instanceId(index + 1));
    const refused = await refusalOf(ec2Client(lab).send(new DescribeInstanceStatusCommand({ InstanceIds: many })));
    expect(refused.name).toBe('InvalidParameterValue');
  });

  it('pages statuses, interfaces and tags the same way', async () => {
    const client = ec2Client(lab);
    const status = await client.send(new DescribeInstanceStatusCommand({ MaxResults: 7, IncludeAllInstances: true }));
    const interfaces = await client.send(new DescribeNetworkInterfacesCommand({ MaxResults: 7 }));
    const tags = await client.send(new DescribeTagsCommand({ MaxResults: 7 }));
    expect([status.InstanceStatuses?.length, interfaces.NetworkInterfaces?.length, tags.Tags?.length]).toEqual([
      7, 7, 7,
    ]);
    const next = await client.send(new DescribeTagsCommand({ MaxResults: 1000, NextToken: tags.NextToken }));
    expect(next.Tags?.[0]).not.toEqual(tags.Tags?.[6]);
    const rest = await client.send(
      new DescribeNetworkInterfacesCommand({ MaxResults: 1000, NextToken: interfaces.NextToken }),
    );
    expect(rest.NetworkInterfaces).toHaveLength(1000);
  });
});

describe('ids and filters of EC2', () => {
  it('names the id that is unknown, and the one that is none', async () => {
    const unknown = await refusalOf(
      ec2Client(lab).send(new DescribeInstancesCommand({ InstanceIds: ['i-0fedcba9876543210'] })),
    );
    expect(unknown).toEqual({
      name: 'InvalidInstanceID.NotFound',
      message: "The instance ID 'i-0fedcba9876543210' does not exist",
      status: 400,
    });
    const malformed = await refusalOf(ec2Client(lab).send(new DescribeInstancesCommand({ InstanceIds: ['web-1'] })));
    expect(malformed.name).toBe('InvalidInstanceID.Malformed');
  });

  it.each([
    [[{ Name: 'tag:role', Values: ['worker'] }], 601],
    [[{ Name: 'tag:Name', Values: ['machine-120?'] }], 4],
    [[{ Name: 'tag:Name', Values: ['machine-12*', 'machine-7'] }], 1 + 1 + 10 + 4],
    [[{ Name: 'instance-state-name', Values: ['stopped'] }], 0],
    [[{ Name: 'ip-address', Values: ['198.51.100.7'] }], 1],
    [
      [
        { Name: 'private-ip-address', Values: ['10.0.0.2', '10.0.0.3'] },
        { Name: 'tag:role', Values: ['web'] },
      ],
      1,
    ],
  ])('filters by %j', async (Filters, count) => {
    const found = await ec2Client(lab).send(new DescribeInstancesCommand({ Filters, MaxResults: 1000 }));
    expect(ids(found.Reservations)).toHaveLength(count);
  });

  it('refuses a filter it does not know', async () => {
    const refused = await refusalOf(
      ec2Client(lab).send(new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['blue'] }] })),
    );
    expect(refused).toMatchObject({ name: 'InvalidParameterValue', message: "The filter 'colour' is invalid" });
  });
});
