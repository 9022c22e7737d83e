import {
  DescribeInstancesCommand,
  paginateDescribeInstances,
  paginateDescribeInstanceStatus,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadRegion } from './load.ts';
import type { Lab } from './start.ts';
import { cloudflare, ec2Client, say, startTestLab } from './testing/test-lab.ts';
import type { DnsRecord } from './world/cloudflare-schema.ts';
import { World } from './world/world.ts';

let lab: Lab;
beforeEach(async () => {
  lab = await startTestLab(2);
});
afterEach(() => lab.stop());

const client = () => ec2Client(lab, { region: loadRegion });
async function machines(): Promise<Map<string, Record<string, string>>> {
  const found = new Map<string, Record<string, string>>();
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: client(), pageSize: 1000 }, {})) {
    for (const { InstanceId = '', Tags = [] } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
      found.set(InstanceId, Object.fromEntries(Tags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])));
    }
  }
  return found;
}

it('adds instances, and records that name them, in pages like any others', async () => {
  await say(lab, 'load 12000');
  const found = await machines();
  expect(found.size).toBe(6000);
  const statuses = paginateDescribeInstanceStatus({ client: client(), pageSize: 1000 }, { IncludeAllInstances: true });
  let count = 0;
  for await (const { InstanceStatuses = [] } of statuses) count += InstanceStatuses.length;
  expect(count).toBe(6000);

  const zones = (await cloudflare(lab, 'GET', '/zones')).body.result as { id: string; name: string }[];
  const loaded = zones.filter(({ name }) => name.startsWith('load-'));
  expect(loaded.map(({ name }) => name)).toEqual(['load-01.example', 'load-02.example']);
  const pages = await Promise.all(
    loaded.map(({ id }) => cloudflare(lab, 'GET', `/zones/${id}/dns_records?per_page=5000`)),
  );
  const records = pages.flatMap(({ body }) => body.result as DnsRecord[]);
  expect(new Set(records.map(({ id }) => id)).size).toBe(6000);
  const first = await client().send(new DescribeInstancesCommand({ MaxResults: 5 }));
  const address = first.Reservations?.[0]?.Instances?.[0]?.PrivateIpAddress;
  expect(records[0]).toMatchObject({ name: 'load-000000.load-01.example', content: address });
});

it('changes the share that it is told to, and only that', async () => {
  await say(lab, 'load 2000');
  const before = await machines();
  await say(lab, 'load 2000 changed=1%');
  const after = await machines();
  const changed = [...after].filter(([id, tags]) => tags['revision'] !== before.get(id)?.['revision']);
  expect([after.size, changed.length]).toEqual([1000, 10]);
});

it('goes again, and takes nothing else along', async () => {
  await say(lab, 'load 2000');
  await say(lab, 'load 0');
  expect((await machines()).size).toBe(0);
  expect([...lab.world.cloudflare.zones]).toHaveLength(3);
  expect(lab.world.account('111122223333').region('eu-west-1').instances.size).toBe(2);
});

it('lets single rows be changed and removed, and keeps that over a restart', async () => {
  await say(lab, 'load 200');
  const [first, second] = [...(await machines()).keys()];
  await say(lab, `terminate-instance ${first}`);
  await say(lab, `event ${second} instance-stop`);
  await say(lab, 'tick 2h');
  expect((await machines()).size).toBe(99);
  const restarted = new World(lab.world.snapshot());
  const instances = restarted.account('111122223333').region(loadRegion).instances;
  expect([instances.size, instances.get(first ?? '')]).toEqual([99, undefined]);
  expect(instances.get(second ?? '')?.events).toHaveLength(1);
  expect(new Set([...instances].map(({ id }) => id)).size).toBe(99);
});

it('stays small in what is written down', async () => {
  await say(lab, 'load 1000000');
  expect(JSON.stringify(lab.world.snapshot()).length).toBeLessThan(100_000);
});
