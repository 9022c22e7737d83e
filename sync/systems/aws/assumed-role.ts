import { z } from 'zod';
import type { AwsConnection } from './connection.ts';
import { operations } from './operations.ts';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

const answer = z.object({
  Credentials: z.object({
    AccessKeyId: z.string(),
    SecretAccessKey: z.string(),
    SessionToken: z.string(),
    Expiration: z.date(),
  }),
});

/** Renewed while a request that begins now can still finish. The SDK asks five minutes before the end as well. */
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * A provider of credentials for a role, shared by all clients of a pull (the SDK remembers credentials by client, which
 * would assume the role once for each region and API). Renewed before they expire; a failure is not remembered.
 */
export function assumedRole(
  call: AwsConnection['call'],
  region: string,
  { role, externalId }: { role: string; externalId?: string | undefined },
  now: () => number = Date.now,
): () => Promise<AwsCredentials> {
  let held: { credentials: Promise<AwsCredentials>; until: number } | undefined;

  const assume = async (): Promise<AwsCredentials> => {
    const input = {
      RoleArn: role,
      RoleSessionName: 'switchyard',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    };
    const { Credentials: given } = (await call(operations.assumeRole, region, input, answer)).said;
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      expiration: given.Expiration,
    };
  };

  return () => {
    if (held && held.until > now()) return held.credentials;
    const fresh = { credentials: assume(), until: Number.POSITIVE_INFINITY };
    held = fresh;
    fresh.credentials.then(
      ({ expiration }) => {
        fresh.until = (expiration?.getTime() ?? 0) - RENEW_BEFORE_MS;
      },
      () => {
        if (held === fresh) held = undefined;
      },
    );
    return fresh.credentials;
  };
}
