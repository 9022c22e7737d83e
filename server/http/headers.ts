import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

/** No inline script, no eval, no other host; styles that are made in the page carry the nonce of their response. */
const policy = (nonce: string | null) => ({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", ...(nonce ? [`'nonce-${nonce}'`] : [])],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    manifestSrc: ["'self'"],
    workerSrc: ["'self'", 'blob:'],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
});

const options = (nonce: string | null, tls: boolean) => ({
  contentSecurityPolicy: policy(nonce),
  // Only the operator knows whether every name below this host speaks TLS.
  strictTransportSecurity: tls ? { maxAge: 15_552_000, includeSubDomains: false } : false,
  referrerPolicy: { policy: 'same-origin' as const },
  xFrameOptions: { action: 'deny' as const },
});

/** Headers of a page whose styles carry the nonce. */
export const pageHeaders = (nonce: string, tls: boolean) => helmet(options(nonce, tls));

/** All other answers have the same headers, so helmet is asked once and not a dozen functions for each request. */
export function commonHeaders(tls: boolean): [string, string][] {
  const headers = new Map<string, string>();
  const response = {
    setHeader: (name: string, value: string) => void headers.set(name.toLowerCase(), value),
    removeHeader: (name: string) => void headers.delete(name.toLowerCase()),
  };
  helmet(options(null, tls))({} as IncomingMessage, response as unknown as ServerResponse, () => undefined);
  return [...headers];
}
