import { z } from 'zod';
import { SystemError } from '../errors.ts';
import type { Row } from '../system.ts';
import type { CloudflareConnection } from './connection.ts';

const accounts = z.array(z.object({ id: z.string(), name: z.string().nullish() }));

/**
 * The account that the zones belong to. Without zones it is asked for, since an empty list is also what a token of somebody
 * else would get.
 * @throws SystemError naming the setting when there are several, or when the token does not see the configured one
 */
export async function accountOf(connection: CloudflareConnection, zones: readonly Row<'zones'>[]): Promise<string> {
  const { accountId } = connection.settings;
  const ofZones = [...new Set(zones.map(({ account }) => account as string))];
  const seen = ofZones.length > 0 ? ofZones : await visibleAccounts(connection);
  if (accountId !== undefined) {
    if (seen.includes(accountId)) return accountId;
    throw new SystemError('auth', `The token does not see the account ${accountId} that accountId names`);
  }
  if (seen.length === 1) return seen[0] as string;
  throw seen.length === 0
    ? new SystemError('auth', 'The token sees neither a zone nor an account', { needs: 'Zone Read' })
    : new SystemError(
        'permanent',
        `The token sees ${seen.length} accounts: set accountId to one of them (${seen.join(', ')})`,
      );
}

async function visibleAccounts(connection: CloudflareConnection): Promise<string[]> {
  const { result } = await connection.get('/accounts', { per_page: 50 }, 'Account Settings Read');
  const read = accounts.safeParse(result);
  if (!read.success) throw new SystemError('malformed', 'GET /accounts: the answer holds no list of accounts');
  return read.data.map(({ id }) => id);
}
