import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { STSClient } from '@aws-sdk/client-sts';
import { type Lab, type LabOptions, startLab } from '../start.ts';
import { Clock } from '../world/clock.ts';
import type { WorldInput } from '../world/snapshot.ts';
import { World } from '../world/world.ts';

/** A small outside for tests: one account, one region in use, one Cloudflare account with two zones. */

export const testKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const poorKey = {
  accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
  secretAccessKey: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY',
};
export const testAccount = '111122223333';
export const testRegion = 'eu-west-1';
export const testToken = 'test-token-of-the-switchyard-lab-0123456789';
export const readToken = 'read-token-of-the-switchyard-lab-0123456789';
export const zoneId = { plain: '0'.repeat(31) + '1', paid: '0'.repeat(31) + '2', other: '0'.repeat(31) + '3' };
export const cloudflareAccount = { mine: 'a'.repeat(32), other: 'b'.repeat(32) };

type Instances = NonNullable<NonNullable<WorldInput['aws']>[number]['regions']>[string]['instances'];

/** Running instances, each in a reservation of its own. */
export function someInstances(count: number): NonNullable<Instances> {
  return {
    items: Array.from({ length: count }, (_, index) => ({
      id: `i-${(index + 1).toString(16).padStart(17, '0')}`,
      reservationId: `r-${(index + 1).toString(16).padStart(17, '0')}`,
      type: 'm6i.large',
      imageId: 'ami-0123456789abcdef0',
      state: 'running' as const,
      launchTime: '2026-01-02T03:04:05.000Z',
      availabilityZone: 'eu-west-1a',
      subnetId: 'subnet-0123456789abcdef0',
      vpcId: 'vpc-0123456789abcdef0',
      privateIp: `10.0.${Math.floor(index / 250)}.${1 + (index % 250)}`,
      publicIp: index === 0 ? '198.51.100.7' : undefined,
      givenPublicIp: index === 0,
      tags: { Name: `machine-${index + 1}`, role: index % 2 === 0 ? 'web' : 'worker' },
    })),
  };
}

export const instanceId = (number: number) => `i-${number.toString(16).padStart(17, '0')}`;

const zone = (id: string, name: string, plan: 'free' | 'enterprise', accountId: string) => ({
  id,
  name,
  accountId,
  plan,
  nameServers: ['ada.ns.example', 'bob.ns.example'],
  createdOn: '2025-01-01T00:00:00.000000Z',
  modifiedOn: '2025-01-01T00:00:00.000000Z',
  activatedOn: '2025-01-01T00:00:00.000000Z',
});

type AwsRegion = NonNullable<NonNullable<WorldInput['aws']>[number]['regions']>[string];

export function testInput(instances: number, region: Partial<AwsRegion> = {}): WorldInput {
  return {
    seed: 'test',
    aws: [
      {
        id: testAccount,
        alias: 'test',
        keys: [
          { ...testKey, userName: 'admin' },
          { ...poorKey, userName: 'poor', permissions: ['ec2:DescribeRegions', 'ec2:DescribeInstances'] },
        ],
        regions: { [testRegion]: { instances: someInstances(instances), ...region } },
      },
    ],
    cloudflare: {
      accounts: [
        { id: cloudflareAccount.mine, name: 'Mine', createdOn: '2025-01-01T00:00:00Z' },
        { id: cloudflareAccount.other, name: 'Other', createdOn: '2025-01-01T00:00:00Z' },
      ],
      tokens: [
        {
          id: 'c'.repeat(32),
          token: testToken,
          permissions: ['Account Read', 'Zone Read', 'DNS Write'],
          accountIds: [cloudflareAccount.mine],
        },
        { id: 'd'.repeat(32), token: readToken, permissions: ['DNS Read'], accountIds: [cloudflareAccount.mine] },
      ],
      zones: [
        zone(zoneId.plain, 'plain.example', 'free', cloudflareAccount.mine),
        zone(zoneId.paid, 'paid.example', 'enterprise', cloudflareAccount.mine),
        zone(zoneId.other, 'other.example', 'free', cloudflareAccount.other),
      ],
    },
  };
}

/** With the clock frozen, so that token buckets and windows do not refill while a slow machine runs the test. */
export function startTestLab(instances = 12, region: Partial<AwsRegion> = {}, options: LabOptions = {}): Promise<Lab> {
  return startLab({
    world: () => {
      const clock = new Clock();
      clock.freeze();
      return new World(testInput(instances, region), clock);
    },
    ...options,
  });
}

const configuration = (lab: { url: string }, more: object) => ({
  endpoint: `${lab.url}/aws`,
  region: testRegion,
  credentials: testKey,
  // Tests look at single answers: what a client repeats by itself would hide them.
  maxAttempts: 1,
  ...more,
});

export const ec2Client = (lab: { url: string }, more: object = {}) => new EC2Client(configuration(lab, more));
export const elbv2Client = (lab: { url: string }, more: object = {}) =>
  new ElasticLoadBalancingV2Client(configuration(lab, more));
export const elbClient = (lab: { url: string }, more: object = {}) =>
  new ElasticLoadBalancingClient(configuration(lab, more));
export const stsClient = (lab: { url: string }, more: object = {}) => new STSClient(configuration(lab, more));

/** What a call was refused with. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('the call was not refused');
}

export interface CloudflareAnswer {
  status: number;
  headers: Headers;
  // The tests say what they expect; the point of some is that it is not there.
  body: {
    success: boolean;
    errors: { code: number; message: string; error_chain?: { code: number; message: string }[] }[];
    messages: { code: number; message: string }[];
    result: unknown;
    result_info?: { page: number; per_page: number; count: number; total_count: number; total_pages: number };
  };
}

export async function cloudflare(
  lab: { url: string },
  method: string,
  path: string,
  body?: unknown,
  token: string | undefined = testToken,
): Promise<CloudflareAnswer> {
  const response = await fetch(`${lab.url}/cloudflare/client/v4${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as CloudflareAnswer['body'],
  };
}

/** Calls the control with a line as typed. */
export async function say(lab: { url: string }, line: string): Promise<void> {
  const response = await fetch(`${lab.url}/lab`, { method: 'POST', body: JSON.stringify({ words: line.split(' ') }) });
  if (!response.ok) throw new Error(await response.text());
}
