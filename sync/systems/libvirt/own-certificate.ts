import { createSecureContext } from 'node:tls';
import { SystemError } from '../errors.ts';

/** OpenSSL's word for what it cannot read, as it says it of settings ("DECODER routines::unsupported"), helps nobody: which of them is it? */
export function unreadableSetting(
  error: unknown,
  {
    clientCertificate: cert,
    clientKey: key,
  }: { clientCertificate?: string | undefined; clientKey?: string | undefined },
): SystemError | undefined {
  if (!(error as { code?: string }).code?.startsWith('ERR_OSSL')) return undefined;
  const says = (message: string, needs: string) => new SystemError('permanent', message, { needs });
  if (!isRead({ cert })) return says('clientCertificate is no certificate (PEM)', 'clientCertificate');
  if (!isRead({ key })) return says('clientKey is no key without a passphrase (PEM)', 'clientKey');
  return isRead({ cert, key }) ? undefined : says('clientKey is not the key of clientCertificate', 'clientKey');
}

function isRead(some: { cert?: string | undefined; key?: string | undefined }): boolean {
  try {
    createSecureContext(some);
    return true;
  } catch {
    return false;
  }
}
