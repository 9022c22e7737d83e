import { OutgoingError } from '../../runtime/http/outgoing-error.ts';
import { SystemError } from './errors.ts';
import { outgoingFailure } from './outgoing-failure.ts';
import type { PullTools } from './system.ts';

export interface JsonAnswer {
  /** When the request was sent. */
  sentAt: Date;
  status: number;
  headers: Record<string, string>;
  /** The parsed body; undefined where it is no JSON. */
  json: unknown;
  /** The body's beginning, for the words of an error that is no JSON. */
  text: string;
}

export interface JsonRequest {
  url: string;
  headers: Record<string, string>;
  timeoutMs: number;
  maxBytes?: number;
  signal: AbortSignal;
  /** The budget that it takes its turn in. */
  family?: string;
}

type Asking = Pick<PullTools, 'outgoing' | 'turn'>;

/**
 * One GET, sent once, in its turn. Nothing is repeated here: whether and when to ask again is the engine's decision.
 * @throws SystemError where there is no answer; the signal's reason when that ended it
 */
export const getJson = (tools: Asking, request: JsonRequest): Promise<JsonAnswer> =>
  ask(tools, request, { method: 'GET' }, outgoingFailure);

/**
 * One request that changes something, sent once, in its turn.
 * @throws SystemError where there is no answer: `permanent` when nothing was sent, else `transient`, for it may have been done
 */
export const sendJson = (
  tools: Asking,
  request: JsonRequest & { method: 'POST' | 'PATCH'; body: string },
): Promise<JsonAnswer> =>
  ask(
    tools,
    { ...request, headers: { ...request.headers, 'content-type': 'application/json' } },
    { method: request.method, body: request.body },
    (error) =>
      error.kind === 'refused' ? outgoingFailure(error) : new SystemError('transient', error.message, { cause: error }),
  );

async function ask(
  tools: Asking,
  { family, ...request }: JsonRequest,
  what: { method: 'GET' | 'POST' | 'PATCH'; body?: string },
  failure: (error: OutgoingError) => SystemError,
): Promise<JsonAnswer> {
  await tools.turn(family);
  request.signal.throwIfAborted();
  const sentAt = new Date();
  try {
    const { status, headers, body } = await tools.outgoing.request({ ...request, ...what });
    return { sentAt, status, headers, json: parsed(body), text: body.slice(0, 300) };
  } catch (error) {
    throw error instanceof OutgoingError ? failure(error) : error;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Retry-After in seconds, whichever of its two forms it has (RFC 9110 §10.2.3). */
export function retryAfterSeconds(header: string | undefined, now = Date.now()): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
