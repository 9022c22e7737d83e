import { DescribeAddressesCommand, DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand as DescribeClassic } from '@aws-sdk/client-elastic-load-balancing';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Lab } from '../start.ts';
import { ec2Client, elbClient, elbv2Client, refusalOf, startTestLab } from '../testing/test-lab.ts';

/** The clock of the lab stands still: a bucket holds exactly what the documentation says, and nothing flows back. */
let lab: Lab;
beforeEach(async () => {
  lab = await startTestLab();
});
afterEach(() => lab.stop());

async function drain(send: () => Promise<unknown>): Promise<number> {
  for (let sent = 0; sent < 200; sent += 1) {
    const answered = await send().then(
      () => true,
      () => false,
    );
    if (!answered) return sent;
  }
  return 200;
}

const paged = (client: EC2Client) => () => client.send(new DescribeInstancesCommand({ MaxResults: 5 }));

it('a bucket of EC2 holds a hundred calls, and refills by twenty a second', async () => {
  const client = ec2Client(lab);
  expect(await drain(paged(client))).toBe(100);
  expect(await refusalOf(paged(client)())).toEqual({
    name: 'RequestLimitExceeded',
    message: 'Request limit exceeded.',
    status: 503,
  });
  lab.world.clock.advance(1000);
  expect(await drain(paged(client))).toBe(20);
});

it('a listing without pages or filter has half of that, in a bucket of its own', async () => {
  const client = ec2Client(lab);
  expect(await drain(() => client.send(new DescribeInstancesCommand({})))).toBe(50);
  lab.world.clock.advance(1000);
  expect(await drain(() => client.send(new DescribeInstancesCommand({})))).toBe(10);
  await expect(paged(client)()).resolves.toBeDefined();
});

it('each API and each region is counted by itself', async () => {
  await drain(paged(ec2Client(lab)));
  await expect(ec2Client(lab).send(new DescribeAddressesCommand({}))).resolves.toBeDefined();
  await expect(paged(ec2Client(lab, { region: 'us-east-1' }))()).resolves.toBeDefined();
});

it('the load balancers hold forty calls, ten a second, each version by itself', async () => {
  const client = elbv2Client(lab);
  const list = () => client.send(new DescribeLoadBalancersCommand({}));
  expect(await drain(list)).toBe(40);
  expect(await refusalOf(list())).toMatchObject({ name: 'Throttling', message: 'Rate exceeded', status: 400 });
  lab.world.clock.advance(1000);
  expect(await drain(list)).toBe(10);
  await expect(elbClient(lab).send(new DescribeClassic({}))).resolves.toBeDefined();
});

it('the SDK takes the refusal for what it is and asks again', async () => {
  lab.faults.add({ service: 'ec2', what: { how: '429' }, times: 1 });
  await expect(paged(ec2Client(lab, { maxAttempts: 3 }))()).resolves.toBeDefined();
  expect(lab.requests.list().map(({ status }) => status)).toEqual([503, 200]);
});
