import type { IncomingMessage } from 'node:http';
import { credentialHash } from '../../model/panel/credentials.ts';
import { forbidden } from './problem.ts';

export interface Credential {
  hash: string;
  via: 'cookie' | 'bearer';
}

/** `secure`: the browser talks TLS to us or to the proxy in front; then the cookie is `__Host-` and Secure. */
export const cookieName = (secure: boolean) => (secure ? '__Host-switchyard' : 'switchyard');

export function sessionCookie(secure: boolean, token: string, maxAgeSeconds: number): string {
  const parts = [`${cookieName(secure)}=${token}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAgeSeconds}`];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  if (!header) return undefined;
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** A program's token wins over a cookie: who sends one means it. */
export function credentialOf(req: IncomingMessage, secure: boolean): Credential | null {
  const bearer = /^Bearer +([\x21-\x7e]{1,512}) *$/i.exec(req.headers.authorization ?? '')?.[1];
  if (bearer) return { hash: credentialHash(bearer), via: 'bearer' };
  if (!req.headers.cookie) return null;
  const token = cookieValue(req.headers.cookie, cookieName(secure));
  return token ? { hash: credentialHash(token), via: 'cookie' } : null;
}

/**
 * Another site's page must not act with this site's cookie. Browsers name the page's origin on every unsafe request
 * (OWASP CSRF Prevention, "verifying origin"); a request with neither header comes from no browser.
 */
export function refuseForeignOrigin(req: IncomingMessage, ownHosts: readonly string[]): void {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw forbidden('the request comes from another site');
  const { origin } = req.headers;
  if (origin === undefined) return;
  const host = URL.canParse(origin) ? new URL(origin).host : null;
  if (host === null || !ownHosts.includes(host)) throw forbidden('the request comes from another site');
}
