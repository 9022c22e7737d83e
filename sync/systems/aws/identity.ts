import { z } from 'zod';
import type { AwsConnection } from './connection.ts';
import { operations } from './operations.ts';

const answer = z.object({ Account: z.string().regex(/^\d{12}$/), Arn: z.string().startsWith('arn:') });

/** Whose credentials these are; with a role, the role's account. */
export async function identityOf(
  connection: AwsConnection,
): Promise<{ account: string; partition: string; arn: string }> {
  const { said } = await connection.call(operations.getCallerIdentity, connection.home, {}, answer);
  return { account: said.Account, arn: said.Arn, partition: said.Arn.split(':')[1] as string };
}
