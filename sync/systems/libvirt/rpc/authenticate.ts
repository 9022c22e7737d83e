import type { Connection } from './connection.ts';
import { ConnectionError } from './connection-error.ts';
import { LibvirtError } from './libvirt-error.ts';

/**
 * Who we are is known by the transport: the file's owner, the client's certificate, the SSH key. Where libvirtd asks
 * polkit, that decides by our process's user, and this side has nothing to add.
 * @throws ConnectionError `auth` when that is not enough
 */
export async function authenticate(connection: Connection, signal: AbortSignal | undefined): Promise<void> {
  const ways = await connection.call('authList', {}, { signal });
  if (ways.length === 0 || ways.includes('none')) return;
  if (ways.includes('polkit')) return withPolkit(connection, signal);
  throw new ConnectionError(
    'auth',
    `libvirtd asks for ${ways.join(' or ')} authentication, which is not supported: use a client certificate, SSH, or a socket with auth_unix_rw = "none" for one group`,
  );
}

async function withPolkit(connection: Connection, signal: AbortSignal | undefined): Promise<void> {
  try {
    await connection.call('authPolkit', {}, { signal });
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    const hint =
      'a polkit rule must allow org.libvirt.unix.manage to our user, or auth_unix_rw be "none" for its group';
    throw new ConnectionError('auth', `libvirtd's polkit refuses us (${error.message}): ${hint}`, { cause: error });
  }
}
