import { type JsonAnswer, retryAfterSeconds } from '../json-request.ts';
import { SystemError } from '../errors.ts';
import { z } from 'zod';

const problem = z.object({ code: z.number(), message: z.string() });
const envelope = z.object({ errors: z.array(z.unknown()) });
type Problem = z.output<typeof problem>;

const RATE_CODES = new Set([971, 10100, 10300]);
/** Of the token itself, wherever it is sent to: bad headers, an unknown, expired or disabled token. */
const TOKEN_CODES = new Set([1000, 1001, 6003, 6103, 6111, 9103, 9106]);

/**
 * A refusal in the engine's terms. Codes have changed over the years (81057 became 81058, 1004 became 9005), so the status
 * decides first and sets of codes second; the words are kept.
 * @param request its method and path
 * @param needs the permission that the request needs
 */
export function cloudflareFailure(answer: JsonAnswer, request: string, needs: string): SystemError {
  const { status, headers } = answer;
  const problems = problemsOf(answer.json);
  const words = problems.map(({ code, message }) => `${message} (${code})`).join('; ') || `answered ${status}`;
  const text = `${request}: ${words}`.slice(0, 600);
  const has = (codes: ReadonlySet<number>) => problems.some(({ code }) => codes.has(code));

  if (status === 429 || has(RATE_CODES)) {
    return new SystemError('rate-limited', text, { retryAfter: retryAfterSeconds(headers['retry-after']) });
  }
  if (status >= 500) return new SystemError('transient', text);
  const isOfToken =
    status === 401 ||
    (status < 404 && has(TOKEN_CODES)) ||
    problems.some(({ message }) => /invalid (api|access) token/i.test(message));
  if (isOfToken) return new SystemError('auth', text);
  // 10000 and 9109 are said of a missing permission, and now and then of a zone that is minutes old (octodns-cloudflare#108).
  if (status === 403 || has(new Set([10000, 9109]))) return new SystemError('auth', text, { needs });
  // 408: what arrived was cut short, or so it seemed there.
  if (status >= 400 && status !== 408) return new SystemError('permanent', text);
  // 200 with `success: false`: an answer that clients take for an empty one unless they look.
  if (problems.length > 0 || status === 408) return new SystemError('transient', text);
  const isJson = answer.json !== undefined;
  return new SystemError(
    'malformed',
    `${request}: the answer is ${isJson ? 'not what this API answers' : 'no JSON'} (${status})`,
  );
}

/** The errors of an answer with those that they were caused by. */
function problemsOf(json: unknown): Problem[] {
  const read = envelope.safeParse(json);
  return read.success ? read.data.errors.flatMap(flat) : [];
}

function flat(said: unknown): Problem[] {
  const read = problem.safeParse(said);
  if (!read.success) return [];
  const chain = (said as { error_chain?: unknown }).error_chain;
  const causes = Array.isArray(chain) ? chain.flatMap(flat) : [];
  return [read.data, ...causes];
}
