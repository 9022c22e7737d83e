import { STATUS_CODES } from 'node:http';
import type { Ability } from '../../contract/access/can.ts';
import type { Problem } from '../../contract/api/problem.ts';
import { isAway } from '../../model/away.ts';
import { Refused } from '../../model/panel/refused.ts';

/** An answer that is not what was asked for. Thrown anywhere in a request; RFC 9457 on the wire. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: Record<string, string> | undefined;
  readonly headers: Record<string, string>;
  /** What was lacking, for the record. */
  readonly ability: Ability | undefined;
  /** Goes on record, whatever it is told as. */
  readonly denied: boolean;

  constructor(
    status: number,
    title: string,
    more: {
      detail?: string;
      errors?: Record<string, string>;
      headers?: Record<string, string>;
      ability?: Ability;
      denied?: boolean;
    } = {},
  ) {
    super(title);
    this.status = status;
    this.detail = more.detail;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
    this.ability = more.ability;
    this.denied = more.denied ?? status === 403;
  }
}

/** `errors` names each field, value or parameter that is wrong. */
export const badRequest = (errors: Record<string, string>, title = 'The request is not understood') =>
  new ApiProblem(400, title, { errors, detail: sentence(errors) });

const sentence = (errors: Record<string, string>) =>
  Object.entries(errors)
    .map(([name, wrong]) => `${name}: ${wrong}`)
    .join('; ');

export const notSignedIn = (detail?: string) =>
  new ApiProblem(401, 'Not signed in', { detail, headers: { 'www-authenticate': 'Bearer' } });
/** Goes on record (note-denied.ts). */
export const forbidden = (reason: string, ability?: Ability) =>
  new ApiProblem(403, 'Not allowed', { detail: reason, ability });
/** Also for what exists but must not be known to exist. */
export const notFound = (what = 'There is nothing here') => new ApiProblem(404, 'Not found', { detail: what });
/** Told as what is not there, and an attempt all the same. */
export const hidden = (what: string) => new ApiProblem(404, 'Not found', { detail: what, denied: true });
export const conflict = (detail: string, errors?: Record<string, string>, denied = false) =>
  new ApiProblem(409, 'It conflicts with what is there', { detail, errors, denied });
export const unavailable = (detail: string) =>
  new ApiProblem(503, 'Not available just now', { detail, headers: { 'retry-after': '2' } });

export function problemBody(problem: ApiProblem, requestId: string): Problem {
  return {
    type: 'about:blank',
    title: problem.message || (STATUS_CODES[problem.status] ?? 'Error'),
    status: problem.status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    requestId,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
}

/** Any error as the problem that is told; undefined when it is a bug of ours, told as 500 without a word of what it was. */
export function problemOf(error: unknown): ApiProblem | undefined {
  if (error instanceof ApiProblem) return error;
  if (error instanceof Refused) return refusal(error);
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  if (code === '57014')
    return new ApiProblem(503, 'It took too long', { detail: 'Narrow the list with a filter, or ask for less' });
  if (code === '55P03') return unavailable('Others had to be waited for too long; nothing was done');
  if (code === '23505') return conflict(UNIQUE[constraint ?? ''] ?? 'It exists already', uniqueField(constraint));
  if (isAway(error)) return unavailable('The database cannot be reached');
  return undefined;
}

function refusal({ status, message, errors, denied }: Refused): ApiProblem {
  if (status === 400) return badRequest(errors);
  if (status === 404) return notFound(message);
  return conflict(message, Object.keys(errors).length ? errors : undefined, denied);
}

const UNIQUE: Record<string, string> = {
  clusters_unique: 'A cluster of this name exists',
  sources_unique: 'A source of this name exists',
  users_unique: 'A user of this name exists',
};
const uniqueField = (constraint: string | undefined) =>
  constraint && UNIQUE[constraint] ? { name: UNIQUE[constraint] } : undefined;
