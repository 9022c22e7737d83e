import { hexFrom } from '../../world/identity.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { mayDo } from '../permissions.ts';

/**
 * Temporary credentials in another account (STS API reference, AssumeRole). Whatever is missing, the caller's
 * permission, the role, its trust or the external id, the refusal is the same: it tells nothing about the other account.
 */
export const assumeRole: AwsOperation = {
  name: 'AssumeRole',
  writes: true,
  bucket: () => ({ name: 'AssumeRole', size: 600, perSecond: 600 }),
  run({ world, account, key, userArn, parameters }) {
    const roleArn = parameters.text('RoleArn') ?? '';
    const sessionName = parameters.text('RoleSessionName') ?? '';
    const seconds = parameters.integer('DurationSeconds') ?? 3600;
    if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) throw invalid(sessionName, 'roleSessionName');
    if (seconds < 900 || seconds > 43_200) throw invalid(String(seconds), 'durationSeconds');
    const [, accountId = '', roleName = ''] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
    const owner = world.accounts.get(accountId);
    const role = owner?.roles.find(({ name }) => name === roleName);
    const trusted = role?.trusts.includes(account.id) && role.externalId === parameters.text('ExternalId');
    if (!owner || !role || !trusted || !mayDo(key, 'sts:AssumeRole')) {
      throw new AwsError(
        'AccessDenied',
        `User: ${userArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        403,
      );
    }
    const expiresAt = world.clock.now() + seconds * 1000;
    const arn = `arn:aws:sts::${owner.id}:assumed-role/${role.name}/${sessionName}`;
    const credentials = {
      accessKeyId: `ASIA${world.newHex(16, 'session key').toUpperCase()}`,
      secretAccessKey: world.newHex(40, 'session secret'),
      token: world.newHex(64, 'session token'),
    };
    // Expired ones are remembered for a day, to be told as such, and not for ever.
    const old = owner.keys.filter(({ session }) => session && session.expiresAt < world.clock.now() - 24 * 3600_000);
    for (const forgotten of old) owner.keys.splice(owner.keys.indexOf(forgotten), 1);
    const { accessKeyId, secretAccessKey, token } = credentials;
    const { permissions } = role;
    owner.keys.push({
      accessKeyId,
      secretAccessKey,
      userName: role.name,
      permissions,
      session: { arn, token, expiresAt },
    });
    world.changed();
    return {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: token,
        Expiration: new Date(expiresAt),
      },
      AssumedRoleUser: {
        AssumedRoleId: `AROA${hexFrom(17, owner.id, role.name).toUpperCase()}:${sessionName}`,
        Arn: arn,
      },
      PackedPolicySize: 6,
    };
  },
};

const invalid = (value: string, parameter: string) =>
  new AwsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${parameter}' failed to satisfy constraint`,
  );
