import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A sealed text that does not open: another key, another place, or altered bytes. Never says which bytes. */
export class SealError extends Error {
  override readonly name = 'SealError';
}

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM (NIST SP 800-38D): `v1.` and the base64url of nonce, tag and ciphertext. `place` is bound to it: what was sealed for one place
 * does not open in another, so that a sealed value cannot be copied between rows or fields.
 */
export function seal(key: Buffer, content: Buffer, place: readonly (string | number)[]): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(associatedData(place));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** @throws SealError */
export function unseal(key: Buffer, sealed: string, place: readonly (string | number)[]): Buffer {
  const [version, body, ...more] = sealed.split('.');
  if (version !== VERSION || body === undefined || more.length > 0)
    throw new SealError('not a sealed value of a known version');
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) throw new SealError('the sealed value is cut off');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(associatedData(place));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealError('the sealed value does not open: another key, another place, or it was altered');
  }
}

/** JSON, so that no two places share their bytes ("ab","c" and "a","bc"). */
function associatedData(place: readonly (string | number)[]): Buffer {
  return Buffer.from(JSON.stringify(place), 'utf8');
}
