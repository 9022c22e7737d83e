import {
  AllocateAddressCommand,
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import { DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lab } from './start.ts';
import {
  cloudflare,
  ec2Client,
  elbv2Client,
  instanceId,
  refusalOf,
  say,
  startTestLab,
  stsClient,
  testToken,
  zoneId,
} from './testing/test-lab.ts';
import type { DnsRecord } from './world/cloudflare-schema.ts';

let lab: Lab;
const records = `/zones/${zoneId.paid}/dns_records`;

beforeEach(async () => {
  lab = await startTestLab(12);
  const posts = Array.from({ length: 12 }, (_, index) => ({
    type: 'A',
    name: `h${index}`,
    content: `192.0.2.${index + 1}`,
  }));
  await cloudflare(lab, 'POST', `${records}/batch`, { posts });
});
afterEach(() => lab.stop());

const instances = (more: object = {}) => ec2Client(lab).send(new DescribeInstancesCommand({ MaxResults: 5, ...more }));
const idsOf = ({ Reservations = [] }: Awaited<ReturnType<typeof instances>>) =>
  Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
async function everyId(): Promise<(string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  for await (const page of paginateDescribeInstances({ client: ec2Client(lab), pageSize: 5 }, {}))
    seen.push(...idsOf(page));
  return seen;
}
const dns = (query = '?per_page=5') => cloudflare(lab, 'GET', `${records}${query}`);
const idsOfPage = async (page: number) =>
  ((await dns(`?per_page=5&page=${page}`)).body.result as DnsRecord[]).map(({ id }) => id);

describe('a write that is done and fails', () => {
  const written = () => [...lab.world.cloudflare.zones.get(zoneId.paid)!.records].filter(({ type }) => type === 'TXT');
  const write = () => cloudflare(lab, 'POST', records, { type: 'TXT', name: 'done', content: '"yes"' });

  it('with a server error', async () => {
    await say(lab, 'fail cloudflare after-apply times=1');
    // Reads do not feel it.
    expect((await dns()).status).toBe(200);
    expect(await write()).toMatchObject({ status: 500, body: { success: false } });
    expect(written()).toHaveLength(1);
    expect(lab.requests.list().at(-1)).toMatchObject({ operation: 'POST /zones/:id/dns_records', status: 500 });
    expect((await write()).body.errors[0]?.code).toBe(81058);
  });

  it('without an answer', async () => {
    await say(lab, 'fail cloudflare after-apply reset times=1');
    await expect(write()).rejects.toThrow('fetch failed');
    expect(written()).toHaveLength(1);
    lab.reset();
    await say(lab, 'fail cloudflare after-apply hang times=1');
    const ending = new AbortController();
    const hanging = fetch(`${lab.url}/cloudflare/client/v4${records}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}` },
      body: JSON.stringify({ type: 'TXT', name: 'done', content: '"yes"' }),
      signal: ending.signal,
    });
    await expect.poll(() => written().length).toBe(1);
    ending.abort();
    await expect(hanging).rejects.toThrow('aborted');
  });

  it('not where it is refused anyway', async () => {
    await say(lab, 'fail cloudflare after-apply');
    expect((await cloudflare(lab, 'POST', records, { type: 'A', name: 'x', content: 'no address' })).status).toBe(400);
  });
});

describe('too many requests', () => {
  it('with and without Retry-After, for as many calls as said', async () => {
    await say(lab, 'fail cloudflare 429 7 times=2');
    const [first, second, third] = [await dns(), await dns(), await dns()];
    expect([first.status, first.headers.get('retry-after'), second.status, third.status]).toEqual([429, '7', 429, 200]);
    await say(lab, 'fail cloudflare 429');
    expect((await dns()).headers.get('retry-after')).toBeNull();
  });

  it('in the words of each service', async () => {
    await say(lab, 'fail aws 429');
    expect(await refusalOf(instances())).toMatchObject({ name: 'RequestLimitExceeded', status: 503 });
    expect(await refusalOf(elbv2Client(lab).send(new DescribeTargetGroupsCommand({})))).toMatchObject({
      name: 'Throttling',
      status: 400,
    });
  });
});

describe('server errors', () => {
  it('are 500, or what is said', async () => {
    await say(lab, 'fail all 500 times=1');
    expect(await refusalOf(instances())).toMatchObject({ name: 'InternalError', status: 500 });
    await say(lab, 'fail cloudflare 500 502');
    const { status, body } = await dns();
    expect([status, body.success]).toEqual([502, false]);
  });
});

describe('the connection', () => {
  it('hangs', async () => {
    await say(lab, 'fail cloudflare hang');
    const hanging = fetch(`${lab.url}/cloudflare/client/v4/zones`, { signal: AbortSignal.timeout(200) });
    await expect(hanging).rejects.toThrow(/timeout|abort/i);
    expect(lab.requests.list().at(-1)).toMatchObject({ service: 'cloudflare', status: 0 });
  });

  it('is reset', async () => {
    await say(lab, 'fail aws reset');
    expect((await refusalOf(instances())).message).toMatch(/ECONNRESET|hang up/);
  });

  it('closes in the middle of the body', async () => {
    await say(lab, 'fail cloudflare cut');
    const response = await fetch(`${lab.url}/cloudflare/client/v4${records}`, {
      headers: { authorization: 'Bearer test-token-of-the-switchyard-lab-0123456789' },
    });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(/terminated|aborted/);
    await say(lab, 'fail ec2 cut');
    expect((await refusalOf(instances())).message).toMatch(/aborted|ECONNRESET|closed/i);
  });

  it('is slow', async () => {
    await say(lab, 'fail ec2 slow 50 times=1');
    await expect(instances()).resolves.toBeDefined();
    expect(lab.faults.list()).toEqual([]);
  });
});

describe('listings', () => {
  it('die at the page that was said, again and again', async () => {
    await say(lab, 'fail ec2 half-page 2');
    const first = await instances();
    expect(idsOf(first)).toHaveLength(5);
    expect(await refusalOf(instances({ NextToken: first.NextToken }))).toMatchObject({
      name: 'InternalError',
      status: 500,
    });
    expect((await refusalOf(everyId())).status).toBe(500);
    await say(lab, 'fail cloudflare half-page 3');
    expect([
      (await dns()).status,
      (await dns('?per_page=5&page=2')).status,
      (await dns('?per_page=5&page=3')).status,
    ]).toEqual([200, 200, 500]);
  });

  it('have a silent cap: one page, no next, though more exist', async () => {
    await say(lab, 'fail all truncate');
    const capped = await instances();
    expect([idsOf(capped).length, capped.NextToken]).toEqual([5, undefined]);
    const { body } = await dns();
    expect([(body.result as unknown[]).length, body.result_info]).toEqual([
      5,
      { page: 1, per_page: 5, count: 5, total_count: 12, total_pages: 1 },
    ]);
    await say(lab, 'heal');
    await say(lab, 'fail ec2 truncate 3');
    expect(idsOf(await instances({ MaxResults: 1000 }))).toHaveLength(3);
  });

  it('are empty and successful', async () => {
    await say(lab, 'fail all empty');
    expect(await everyId()).toEqual([]);
    expect((await ec2Client(lab).send(new DescribeAddressesCommand({}))).Addresses).toEqual([]);
    const { status, body } = await dns();
    expect([status, body.result, body.result_info?.total_count]).toEqual([200, [], 0]);
  });

  it('have a row of wrong types', async () => {
    await say(lab, 'fail all malformed');
    const { Reservations = [] } = await instances();
    const rows = Reservations.flatMap(({ Instances = [] }) => Instances);
    expect(rows[0]).toMatchObject({ PrivateIpAddress: 'not-an-address', PublicIpAddress: '999.1.2.3' });
    expect([rows[0]?.InstanceId, rows[1]?.InstanceId]).toEqual([undefined, instanceId(2)]);
    const [bad, good] = (await dns()).body.result as Record<string, unknown>[];
    expect([bad?.['id'], bad?.['ttl'], typeof good?.['id']]).toEqual([42, 'soon', 'string']);
  });

  it('have a row on two pages, and lose none', async () => {
    await say(lab, 'fail all duplicate');
    const seen = await everyId();
    expect([seen.length, new Set(seen).size]).toEqual([13, 12]);
    expect(seen[4]).toBe(seen[5]);
    const [first, second, third] = [await idsOfPage(1), await idsOfPage(2), await idsOfPage(3)];
    expect(second[0]).toBe(first[4]);
    expect(new Set([...first, ...second, ...third]).size).toBe(12);
  });

  it('have a row twice when there is but one page', async () => {
    await say(lab, 'fail ec2 duplicate');
    const seen = idsOf(await instances({ MaxResults: 1000 }));
    expect([seen.length, new Set(seen).size]).toEqual([13, 12]);
  });

  it('have a row twice where there are no pages at all', async () => {
    await ec2Client(lab).send(new AllocateAddressCommand({}));
    await say(lab, 'fail ec2 duplicate');
    expect((await ec2Client(lab).send(new DescribeAddressesCommand({}))).Addresses).toHaveLength(2);
    expect(idsOf(await instances({ MaxResults: undefined }))).toHaveLength(13);
  });

  it('are a web page', async () => {
    await say(lab, 'fail all garbage');
    const response = await fetch(`${lab.url}/cloudflare/client/v4${records}`, {
      headers: { authorization: 'Bearer test-token-of-the-switchyard-lab-0123456789' },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    // The AWS SDK takes any XML for an answer: an empty one, told from "nothing there" by what is missing in it.
    const taken = await instances();
    expect([taken.$metadata.httpStatusCode, taken.Reservations, taken.$metadata.requestId]).toEqual([
      200,
      undefined,
      undefined,
    ]);
  });

  it('show what there was when this was said, and nothing newer; writes go through', async () => {
    await say(lab, 'fail all stale');
    await say(lab, 'terminate-instance machine-1');
    lab.world.clock.advance(3_600_000 * 2);
    const post = await cloudflare(lab, 'POST', records, { type: 'A', name: 'new', content: '192.0.2.99' });
    expect(post.status).toBe(200);
    expect([(await everyId()).length, (await dns()).body.result_info?.total_count]).toEqual([12, 12]);
    await say(lab, 'heal');
    expect([(await everyId()).length, (await dns()).body.result_info?.total_count]).toEqual([11, 13]);
  });
});

describe('credentials', () => {
  it('belong to another account', async () => {
    await say(lab, 'fail all other-account');
    const identity = await stsClient(lab).send(new GetCallerIdentityCommand({}));
    expect(identity.Account).toBe('999988887777');
    expect(await everyId()).toEqual([]);
    expect((await cloudflare(lab, 'GET', '/zones')).body.result).toEqual([]);
    expect((await cloudflare(lab, 'GET', '/accounts')).body.result).toMatchObject([{ name: 'Somebody Else' }]);
    expect((await dns()).status).toBe(403);
  });

  it('stop working', async () => {
    await instances();
    await say(lab, 'fail all revoke');
    expect(await refusalOf(instances())).toMatchObject({ name: 'AuthFailure', status: 401 });
    expect(await refusalOf(stsClient(lab).send(new GetCallerIdentityCommand({})))).toMatchObject({
      name: 'InvalidClientTokenId',
    });
    expect((await dns()).body.errors[0]?.code).toBe(9109);
    expect((await cloudflare(lab, 'GET', '/user/tokens/verify')).status).toBe(401);
  });

  it('lack each permission that was said', async () => {
    await say(lab, 'fail ec2 missing ec2:DescribeAddresses');
    await say(lab, 'fail cloudflare missing DNS Read');
    const refused = await refusalOf(ec2Client(lab).send(new DescribeAddressesCommand({})));
    expect(refused.message).toContain('ec2:DescribeAddresses');
    await expect(instances()).resolves.toBeDefined();
    expect([(await dns()).status, (await cloudflare(lab, 'GET', '/zones')).status]).toEqual([403, 200]);
  });
});

describe('aim', () => {
  it('is taken at an operation, a region or a zone', async () => {
    await say(lab, 'fail ec2 500 operation=DescribeAddresses');
    await say(lab, 'fail ec2 500 region=us-east-1');
    await say(lab, 'fail cloudflare 500 zone=plain.example');
    await expect(instances()).resolves.toBeDefined();
    expect((await refusalOf(ec2Client(lab).send(new DescribeAddressesCommand({})))).status).toBe(500);
    expect(
      (await refusalOf(ec2Client(lab, { region: 'us-east-1' }).send(new DescribeInstancesCommand({})))).status,
    ).toBe(500);
    expect([(await dns()).status, (await cloudflare(lab, 'GET', `/zones/${zoneId.plain}/dns_records`)).status]).toEqual(
      [200, 500],
    );
  });

  it('a count is used up only by calls that feel the fault', async () => {
    await say(lab, 'fail ec2 half-page 2 times=1');
    const first = await instances();
    expect((await refusalOf(instances({ NextToken: first.NextToken }))).status).toBe(500);
    await expect(instances({ NextToken: first.NextToken })).resolves.toBeDefined();
  });

  it('healing one service leaves the others', async () => {
    await say(lab, 'fail ec2 500');
    await say(lab, 'fail cloudflare 500');
    await say(lab, 'heal aws');
    await expect(instances()).resolves.toBeDefined();
    expect((await dns()).status).toBe(500);
  });
});
