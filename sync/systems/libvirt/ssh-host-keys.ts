import type { HostUri } from '../../../contract/systems/host-uri.ts';
import { SystemError } from '../errors.ts';

/**
 * The keys of one host, without its name, from lines as `ssh-keyscan` prints them: `name[,name…] type key`, a port other than 22 as `[name]:port`
 * (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 * @throws SystemError `auth` where there are none: an unknown host is never trusted
 */
export function hostKeysOf({ host, port }: Pick<HostUri, 'host' | 'port'>, lines: readonly string[]): string {
  const name = port === null || port === 22 ? host : `[${host}]:${port}`;
  const keys = lines.flatMap((line) => {
    const [names = '', ...key] = line.trim().split(/\s+/);
    return names.toLowerCase().split(',').includes(name) ? [key.slice(0, 2).join(' ')] : [];
  });
  if (keys.length === 0) throw new SystemError('auth', `sshHostKeys has no key of ${name}`, { needs: 'sshHostKeys' });
  return keys.join('\n');
}
