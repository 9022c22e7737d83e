import type { Duplex } from 'node:stream';
import type { AddressPolicy } from '../../../runtime/http/address-policy.ts';
import { SystemError } from '../errors.ts';
import type { Host } from './hosts-of-source.ts';
import { unreadableSetting } from './own-certificate.ts';
import { dialSsh } from './rpc/transports/ssh.ts';
import { dialTcp } from './rpc/transports/tcp.ts';
import { dialTls, tlsPort } from './rpc/transports/tls.ts';
import { dialUnix } from './rpc/transports/unix.ts';
import { hostKeysOf } from './ssh-host-keys.ts';

const TCP_PORT = 16509;

interface Dialing {
  policy: AddressPolicy;
  timeoutMs: number;
  signal: AbortSignal;
}

/** The way to a host that its address names. */
export function dial({ uri, settings }: Host, how: Dialing): Promise<Duplex> {
  const { host, port } = uri;
  switch (uri.transport) {
    case 'unix':
      return dialUnix({ ...how, path: uri.socket ?? undefined });
    case 'tcp':
      return dialTcp({ ...how, host, port: port ?? TCP_PORT });
    case 'tls':
      return dialTls({
        ...how,
        host,
        port: port ?? tlsPort,
        ca: needed(settings.caCertificate, 'caCertificate'),
        cert: needed(settings.clientCertificate, 'clientCertificate'),
        key: needed(settings.clientKey, 'clientKey'),
      }).catch((error: unknown) => {
        throw unreadableSetting(error, settings) ?? error;
      });
    case 'ssh':
      return dialSsh({
        ...how,
        host,
        ...(port === null ? {} : { port }),
        ...(uri.socket === null ? {} : { socketPath: uri.socket }),
        user: uri.user ?? 'root',
        privateKey: needed(settings.sshKey, 'sshKey'),
        hostKeys: hostKeysOf(uri, settings.sshHostKeys ?? []),
      });
  }
}

function needed(value: string | undefined, setting: string): string {
  if (value === undefined) throw new SystemError('permanent', `The source lacks ${setting}`, { needs: setting });
  return value;
}
