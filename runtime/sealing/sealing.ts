import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { seal, unseal } from './envelope.ts';

/** Where a sealed value stands. `version` is the row's count of changes of that value, so that an old one cannot be put back. */
export interface SealedPlace {
  table: string;
  row: string;
  field: string;
  version: number;
}

/** A key of its own for each owner (a source, a team): deleting it erases all that was sealed under it. 32 bytes. */
export function newDataKey(): Buffer {
  return randomBytes(32);
}

/** The data key sealed under the master key, for the database. */
export function wrapDataKey(master: Buffer, dataKey: Buffer, ownerId: string): string {
  return seal(subkey(master, 'wrap data keys'), dataKey, ['data key', ownerId]);
}

/** @throws SealError: another master key, another owner, or altered */
export function unwrapDataKey(master: Buffer, wrapped: string, ownerId: string): Buffer {
  return unseal(subkey(master, 'wrap data keys'), wrapped, ['data key', ownerId]);
}

export function sealValue(dataKey: Buffer, text: string, place: SealedPlace): string {
  return seal(dataKey, Buffer.from(text, 'utf8'), ordered(place));
}

/** @throws SealError: another key, another place, or altered */
export function openValue(dataKey: Buffer, sealed: string, place: SealedPlace): string {
  return unseal(dataKey, sealed, ordered(place)).toString('utf8');
}

/** Tells whether a secret changed without telling the secret: HMAC-SHA256 under a key derived from the master key. */
export function keyedDigest(master: Buffer, text: string): string {
  return createHmac('sha256', subkey(master, 'digest secrets')).update(text, 'utf8').digest('base64url');
}

/** A value to keep in the database: another one at the next start means another master key. Tells nothing of the key. */
export function keyCheck(master: Buffer): string {
  return subkey(master, 'key check').toString('base64url');
}

/** A secret that follows from the master key, e.g. the passwords of the database logins: any process can make it again. */
export function deriveSecret(master: Buffer, purpose: string): string {
  return subkey(master, `secret: ${purpose}`).toString('base64url');
}

function ordered(place: SealedPlace): readonly (string | number)[] {
  return ['value', place.table, place.row, place.field, place.version];
}

/** HKDF-SHA256 (RFC 5869): one key a purpose, none of which tells another. */
function subkey(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `switchyard/${purpose}`, 32));
}
