import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Lab, startLab } from '../../start.ts';
import {
  ec2Client,
  elbv2Client,
  poorKey,
  refusalOf,
  stsClient,
  testAccount,
  testInput,
} from '../../testing/test-lab.ts';
import { Clock } from '../../world/clock.ts';
import { World } from '../../world/world.ts';

const other = '222233334444';
const role = {
  name: 'switchyard-read',
  trusts: [testAccount],
  externalId: 'shibboleth',
  permissions: ['ec2:Describe*'],
};

let lab: Lab;
beforeEach(async () => {
  lab = await startLab({
    world: () => {
      const input = testInput(3);
      const clock = new Clock();
      clock.freeze();
      return new World(
        { ...input, aws: [...(input.aws ?? []), { id: other, alias: 'other', keys: [], roles: [role] }] },
        clock,
      );
    },
  });
});
afterEach(() => lab.stop());

const assume = async (more: object = {}, client: object = {}) =>
  stsClient(lab, client).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${other}:role/switchyard-read`,
      RoleSessionName: 'switchyard',
      ExternalId: 'shibboleth',
      ...more,
    }),
  );
const credentialsOf = async () => {
  const { Credentials } = await assume();
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
};

it('gives credentials of the other account, with the permissions of the role', async () => {
  const credentials = await credentialsOf();
  expect(await stsClient(lab, { credentials }).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: other,
    Arn: `arn:aws:sts::${other}:assumed-role/switchyard-read/switchyard`,
    UserId: expect.stringMatching(/^AROA.*:switchyard$/),
  });
  const { Reservations } = await ec2Client(lab, { credentials }).send(new DescribeInstancesCommand({ MaxResults: 5 }));
  expect(Reservations).toEqual([]);
  const refused = await refusalOf(elbv2Client(lab, { credentials }).send(new DescribeLoadBalancersCommand({})));
  expect(refused.message).toContain(`User: arn:aws:sts::${other}:assumed-role/switchyard-read/switchyard`);
});

it('they are worth nothing without the token, nor after an hour', async () => {
  const credentials = await credentialsOf();
  const bare = { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey };
  const identity = (given: object) => stsClient(lab, { credentials: given }).send(new GetCallerIdentityCommand({}));
  expect((await refusalOf(identity(bare))).name).toBe('InvalidClientTokenId');
  lab.world.clock.advance(3_601_000);
  expect((await refusalOf(identity(credentials))).name).toMatch(/^ExpiredToken/);
  const listing = ec2Client(lab, { credentials }).send(new DescribeInstancesCommand({ MaxResults: 5 }));
  expect((await refusalOf(listing)).name).toBe('RequestExpired');
});

it.each([
  ['a role that is not there', { RoleArn: `arn:aws:iam::${other}:role/nobody` }, {}],
  ['another external id', { ExternalId: 'sibboleth' }, {}],
  ['no external id', { ExternalId: undefined }, {}],
  ['a caller without the permission', {}, { credentials: poorKey }],
])('refuses %s, always in the same words', async (_, more, client) => {
  const { name, message, status } = await refusalOf(assume(more, client));
  expect([name, status]).toEqual(['AccessDenied', 403]);
  expect(message).toMatch(/is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::\d{12}:role\//);
});
