import { describe, expect, it } from 'vitest';
import { SystemError } from '../errors.ts';
import { assumedRole } from './assumed-role.ts';
import type { AwsConnection } from './connection.ts';

const hour = 3_600_000;

function start() {
  const calls: object[] = [];
  const state = { now: 0, failure: undefined as SystemError | undefined };
  const call = (async (_operation: unknown, _region: string, input: object) => {
    calls.push(input);
    if (state.failure) throw state.failure;
    const number = calls.length;
    return {
      sentAt: new Date(),
      said: {
        Credentials: {
          AccessKeyId: `key-${number}`,
          SecretAccessKey: 'secret',
          SessionToken: 'token',
          Expiration: new Date(state.now + hour),
        },
      },
    };
  }) as unknown as AwsConnection['call'];
  const role = { role: 'arn:aws:iam::111122223333:role/switchyard', externalId: 'ours' };
  return { calls, state, credentials: assumedRole(call, 'us-east-1', role, () => state.now) };
}

describe('assumedRole', () => {
  it('assumes the role once for all who ask at the same time', async () => {
    const { calls, credentials } = start();
    const [one, two] = await Promise.all([credentials(), credentials()]);
    expect(one).toBe(two);
    expect(one).toMatchObject({ accessKeyId: 'key-1', sessionToken: 'token' });
    expect(calls).toEqual([
      { RoleArn: 'arn:aws:iam::111122223333:role/switchyard', RoleSessionName: 'switchyard', ExternalId: 'ours' },
    ]);
  });

  it('renews before the end, while what has begun can still finish', async () => {
    const { calls, state, credentials } = start();
    await credentials();
    state.now = hour - 5 * 60_000 - 1;
    expect((await credentials()).accessKeyId).toBe('key-1');
    state.now += 1;
    expect((await credentials()).accessKeyId).toBe('key-2');
    expect(calls).toHaveLength(2);
  });

  it('does not remember a failure', async () => {
    const { state, credentials } = start();
    state.failure = new SystemError('auth', 'no', { needs: 'sts:AssumeRole' });
    await expect(credentials()).rejects.toMatchObject({ needs: 'sts:AssumeRole' });
    state.failure = undefined;
    expect((await credentials()).accessKeyId).toBe('key-2');
  });
});
