import { connect, type TLSSocket } from 'node:tls';
import { ConnectionError } from '../connection-error.ts';
import { ready } from './ready.ts';
import { dialTcp, type TcpOptions } from './tcp.ts';

export const tlsPort = 16514;

export interface TlsOptions extends TcpOptions {
  /** PEM. Libvirt's certificates come from an authority of its own. */
  ca: string;
  cert: string;
  key: string;
  /** What the host's certificate is for, where that is not the host's name. */
  serverName?: string | undefined;
}

/** The server knows us by our certificate, and we the server by its. */
export async function dialTls(options: TlsOptions): Promise<TLSSocket> {
  const { host, ca, cert, key, serverName = host, timeoutMs = 10_000, signal } = options;
  const tcp = await dialTcp(options);
  try {
    // Throws for a certificate or key that is none.
    const socket = connect({ socket: tcp, host: serverName, servername: nameOf(serverName), ca, cert, key });
    await ready(socket, 'secureConnect', { timeoutMs, signal });
    await accepted(socket, timeoutMs);
    return socket;
  } catch (error) {
    tcp.destroy();
    throw error;
  }
}

/** An address is no server name (RFC 6066), and is compared by itself. */
const nameOf = (host: string) => (/^[\d.]+$|:/.test(host) ? '' : host);

/**
 * After the handshake the server judges our certificate and says so with one byte 1, ahead of every packet. It says
 * nothing when it refuses: the connection just ends.
 */
function accepted(socket: TLSSocket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      socket.off('data', first).off('error', refused).off('close', refused);
    };
    const fail = (error: ConnectionError) => {
      done();
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    const refused = (cause?: unknown) =>
      fail(
        new ConnectionError(
          'auth',
          'libvirtd does not accept our certificate: another authority, or a name that tls_allowed_dn_list lacks',
          { cause },
        ),
      );
    const first = (chunk: Buffer) => {
      socket.pause();
      if (chunk[0] !== 1) return fail(new ConnectionError('protocol', 'this is not libvirtd'));
      done();
      if (chunk.length > 1) socket.unshift(chunk.subarray(1));
      resolve();
    };
    const timer = setTimeout(
      () => fail(new ConnectionError('unreachable', `no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    socket.on('data', first).once('error', refused).once('close', refused);
  });
}
