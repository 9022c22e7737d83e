import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveSecret } from '../../runtime/sealing/sealing.ts';

/** How far the chain goes, and the hash in which all of it is. */
export interface Head {
  number: number;
  hash: string;
}

/** Made by a worker; `at` by PostgreSQL's clock. */
export interface SignedHead extends Head {
  at: string;
  signature: string;
}

/** HMAC-SHA256 under a key that follows from the master key: who writes in the database alone cannot make one. */
export const signatureOf = (masterKey: Buffer, { number, hash, at }: Omit<SignedHead, 'signature'>): string =>
  createHmac('sha256', deriveSecret(masterKey, 'heads of the audit'))
    .update(JSON.stringify([number, hash, at]), 'utf8')
    .digest('base64url');

export function isSignedWith(masterKey: Buffer, head: SignedHead): boolean {
  const [given, due] = [Buffer.from(head.signature), Buffer.from(signatureOf(masterKey, head))];
  return given.length === due.length && timingSafeEqual(given, due);
}
