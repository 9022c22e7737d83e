import { z } from 'zod';
import { SystemError } from '../errors.ts';
import type { PowerDnsConnection } from './connection.ts';

const server = z.object({ id: z.string().min(1), daemon_type: z.string(), version: z.string().optional() });

/**
 * A server has no account. What comes nearest is its own id and where it is reached, such as `localhost@10.0.0.5:8081`:
 * a source that is pointed at another address is another account.
 */
export async function accountOf(connection: PowerDnsConnection): Promise<{ account: string; label: string }> {
  const { said } = await connection.get('', server);
  if (said.daemon_type !== 'authoritative') {
    throw new SystemError(
      'permanent',
      `This is a PowerDNS ${said.daemon_type}; zones are read from an authoritative server`,
    );
  }
  return {
    account: accountIdOf(connection.settings.url, said.id),
    label: `PowerDNS ${said.version ?? ''}`.trim(),
  };
}

export function accountIdOf(url: string, serverId: string): string {
  const { host, pathname } = new URL(url);
  return `${serverId}@${host}${pathname.replace(/\/+$/, '')}`;
}
