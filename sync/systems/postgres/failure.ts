import pg from 'pg';
import { classify } from '../../../runtime/http/outgoing-error.ts';
import { type ErrorType, SystemError } from '../errors.ts';
import { outgoingFailure } from '../outgoing-failure.ts';
import { NO_ANSWER } from './guarded-answers.ts';

/** The role that lets one read all statistics, and nothing of the data. */
export const MONITOR = 'pg_monitor';

/** @throws SystemError where what a server says of others would be missing, which cannot be told from there being none */
export function requireMonitor(isMonitor: boolean, user: string): void {
  if (isMonitor) return;
  throw new SystemError('auth', `${user} is no member of ${MONITOR}: GRANT ${MONITOR} TO it`, { needs: MONITOR });
}

const NOT_OURS = 'this is not PostgreSQL 13 or newer';

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html); the longest beginning counts. */
const BY_STATE: Record<string, { type: ErrorType; needs?: string; why?: string }> = {
  '28': { type: 'auth' },
  // Insufficient privilege.
  '42501': { type: 'auth', needs: MONITOR },
  // Unknown functions, views and columns of them: another program, or too old a version.
  '42883': { type: 'permanent', why: NOT_OURS },
  '42P01': { type: 'permanent', why: NOT_OURS },
  '42703': { type: 'permanent', why: NOT_OURS },
  // The protocol is violated: a proxy that takes no start-up options, such as PgBouncer, answers so.
  '08P01': { type: 'permanent' },
  '08': { type: 'transient' },
  '40': { type: 'transient' },
  // Too many connections, no memory, a full disk.
  '53': { type: 'transient' },
  '55': { type: 'transient' },
  // Starting up, shutting down, statement time-out.
  '57': { type: 'transient' },
  '58': { type: 'transient' },
  XX: { type: 'transient' },
};

/** What pg itself says, which has no codes. */
const BY_WORDS: readonly { words: RegExp; type: ErrorType; why?: string }[] = [
  {
    words: /server does not support SSL/,
    type: 'permanent',
    why: 'it offers no TLS: switch that on there, or set encryption to none',
  },
  {
    words: /error establishing an SSL connection|received invalid response/,
    type: 'malformed',
    why: 'it does not speak PostgreSQL’s protocol',
  },
  { words: new RegExp(`^${NO_ANSWER}`), type: 'malformed', why: NO_ANSWER },
  { words: /^SASL/, type: 'auth' },
  { words: /Unknown auth/i, type: 'permanent', why: 'it asks for another way to sign in than a password' },
  { words: /timeout expired|read timeout/, type: 'transient', why: 'no answer in time' },
  { words: /^Connection terminated/, type: 'transient', why: 'the connection was closed' },
];

/** What went wrong with one server, in the engine's terms. Which one it is stands beside it everywhere. */
export function postgresFailure(error: unknown): SystemError {
  if (error instanceof SystemError) return error;
  const { message } = asError(error);
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  if (code !== undefined) {
    const { type, needs, why } = BY_STATE[code] ?? BY_STATE[code.slice(0, 2)] ?? { type: 'permanent' };
    return new SystemError(type, why ? `${why} (${message})` : message, needs === undefined ? {} : { needs });
  }
  const known = BY_WORDS.find(({ words }) => words.test(message));
  if (known) return new SystemError(known.type, known.why ?? message);
  return outgoingFailure(classify(error));
}

/** As above, of databases: they are told by their system, which several servers have. */
export function databasesFailure(error: unknown, serverKey: string): SystemError {
  const { type, message, needs } = postgresFailure(error);
  return new SystemError(type, `${serverKey}: ${message}`, { cause: error, ...(needs === undefined ? {} : { needs }) });
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
