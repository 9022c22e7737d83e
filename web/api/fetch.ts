import { HttpError } from 'ra-core';
import type { Problem } from '../../contract/api/problem.ts';
import { session } from '../app/session.ts';
import { takeEarly } from './early.ts';

export const API = '/api/v1';

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
  accept?: string;
}

/** What went wrong, in the API's own words. `status` 0: there was no answer at all. */
export function problemOf(error: unknown): Partial<Problem> & { title: string; status: number } {
  if (error instanceof HttpError) {
    const body = (error.body ?? {}) as Partial<Problem>;
    return { ...body, title: body.title ?? error.message, status: error.status };
  }
  return { title: error instanceof Error ? error.message : String(error), status: 0 };
}

/** One sentence for people: the title, and the detail where it adds something. */
export const messageOf = (error: unknown): string => {
  const { title, detail } = problemOf(error);
  return detail && detail !== title ? `${title}: ${detail}` : title;
};

let signedOut: () => void = () => undefined;
/** Called when the server no longer knows the session that we believe to have. */
export const whenSignedOut = (handler: () => void): void => {
  signedOut = handler;
};

async function failure(response: Response): Promise<HttpError> {
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const requestId = body.requestId ?? response.headers.get('x-request-id') ?? undefined;
  const title = body.title ?? `The server answered ${response.status}`;
  return new HttpError(title, response.status, { ...body, title, requestId });
}

/**
 * Asks the API and returns the answer as it stands.
 * Throws HttpError with the problem as its body; `errors` in it are what react-admin's forms show at the fields.
 */
export async function ask(path: string, { method = 'GET', body, signal, accept }: Ask = {}): Promise<Response> {
  const early = method === 'GET' && !accept ? takeEarly(`${API}${path}`) : undefined;
  const headers: Record<string, string> = { accept: accept ?? 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await (early ??
      fetch(`${API}${path}`, {
        method,
        headers,
        credentials: 'same-origin',
        ...(signal ? { signal } : {}),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }));
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new HttpError('The server cannot be reached', 0, { title: 'The server cannot be reached' });
  }
  if (response.ok) return response;
  if (response.status === 401 && session.get()) signedOut();
  throw await failure(response);
}

/** The answer's JSON. The shape is the contract's: the server checks what it sends, so it is not checked again here. */
export async function askJson<T>(path: string, options: Ask = {}): Promise<T> {
  const response = await ask(path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
