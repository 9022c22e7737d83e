import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand as DescribeClassic } from '@aws-sdk/client-elastic-load-balancing';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../start.ts';
import {
  ec2Client,
  elbClient,
  elbv2Client,
  poorKey,
  refusalOf,
  say,
  startTestLab,
  stsClient,
  testAccount,
  testKey,
} from '../testing/test-lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await startTestLab();
});
afterAll(() => lab.stop());

/** The same question to each service: the first thing that it lists. */
const services = {
  ec2: (more: object) => ec2Client(lab, more).send(new DescribeInstancesCommand({ MaxResults: 5 })),
  elbv2: (more: object) => elbv2Client(lab, more).send(new DescribeLoadBalancersCommand({})),
  elb: (more: object) => elbClient(lab, more).send(new DescribeClassic({})),
  sts: (more: object) => stsClient(lab, more).send(new GetCallerIdentityCommand({})),
};
const each = Object.keys(services) as (keyof typeof services)[];

describe('credentials', () => {
  it('tell who is calling, and need no permission for it', async () => {
    const identity = await stsClient(lab, { credentials: poorKey }).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: testAccount, Arn: `arn:aws:iam::${testAccount}:user/poor` });
  });

  const unknown = {
    ec2: ['AuthFailure', 401],
    elbv2: ['InvalidClientTokenId', 403],
    elb: ['InvalidClientTokenId', 403],
    sts: ['InvalidClientTokenId', 403],
  };
  it.each(each)('an unknown key is refused in the words of %s', async (service) => {
    const credentials = { ...testKey, accessKeyId: 'AKIAUNKNOWNUNKNOWNXX' };
    const { name, status } = await refusalOf(services[service]({ credentials }));
    expect([name, status]).toEqual(unknown[service]);
  });

  const wrong = {
    ec2: ['AuthFailure', 401],
    elbv2: ['SignatureDoesNotMatch', 403],
    elb: ['SignatureDoesNotMatch', 403],
    sts: ['SignatureDoesNotMatch', 403],
  };
  it.each(each)('a wrong secret is refused in the words of %s', async (service) => {
    const { name, status } = await refusalOf(
      services[service]({ credentials: { ...testKey, secretAccessKey: 'wrong' } }),
    );
    expect([name, status]).toEqual(wrong[service]);
  });

  it.each(each)('a region that the account has not opted in to does not know them (%s)', async (service) => {
    const { name } = await refusalOf(services[service]({ region: 'me-south-1' }));
    expect(name).toBe(unknown[service][0]);
  });

  it('EC2 names the action that is missing', async () => {
    const refused = await refusalOf(ec2Client(lab, { credentials: poorKey }).send(new DescribeAddressesCommand({})));
    expect(refused).toMatchObject({ name: 'UnauthorizedOperation', status: 403 });
    expect(refused.message).toContain(`user/poor is not authorized to perform: ec2:DescribeAddresses`);
  });

  it('the load balancers name the action that is missing', async () => {
    const refused = await refusalOf(services.elbv2({ credentials: poorKey }));
    expect(refused).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(refused.message).toContain('is not authorized to perform: elasticloadbalancing:DescribeLoadBalancers');
  });

  it('DryRun tells what one may do without doing it', async () => {
    const allowed = await refusalOf(ec2Client(lab).send(new DescribeRegionsCommand({ DryRun: true })));
    expect(allowed).toMatchObject({ name: 'DryRunOperation', status: 412 });
  });

  it('a request without a signature, and one with half of one, are refused', async () => {
    const unsigned = await fetch(`${lab.url}/aws/`, {
      method: 'POST',
      body: 'Action=DescribeInstances&Version=2016-11-15',
    });
    expect(await unsigned.text()).toContain('<Code>MissingParameter</Code>');
    const half = await fetch(`${lab.url}/aws/`, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256 nonsense' },
      body: 'Action=GetCallerIdentity',
    });
    expect([half.status, await half.text()]).toEqual([
      400,
      expect.stringContaining('<Code>IncompleteSignature</Code>'),
    ]);
  });

  it('a clock that is an hour off is refused, and the Date header says by how much', async () => {
    await say(lab, 'fail ec2 skew 3600000 times=2');
    const { name } = await refusalOf(services.ec2({}));
    expect(name).toBe('RequestExpired');
    // The SDK takes the service's clock from the first answer and signs the second attempt with it.
    await say(lab, 'heal');
    await say(lab, 'fail ec2 skew 3600000');
    await expect(services.ec2({ maxAttempts: 2 })).resolves.toBeDefined();
    await say(lab, 'heal');
  });

  it('an action that does not exist is refused', async () => {
    expect(await refusalOf(ec2Client(lab).send(new DescribeVolumesCommand({})))).toMatchObject({
      name: 'InvalidAction',
    });
  });
});
