import { createHash, randomBytes } from 'node:crypto';

/** What the database keeps of a session's or program's token: it can be recognised, and not be used by who reads the table. */
export const credentialHash = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');

/** 256 random bits. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url');

/** Programs' tokens begin with a word that scanners for leaked secrets can look for. */
export const newApiToken = (): string => `switchyard_${randomBytes(32).toString('base64url')}`;
