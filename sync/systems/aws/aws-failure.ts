import { classify } from '../../../runtime/http/outgoing-error.ts';
import { type ErrorType, SystemError } from '../errors.ts';
import { outgoingFailure } from '../outgoing-failure.ts';
import type { AwsOperation } from './operations.ts';

/** An error with the provider's code. It holds nothing of the SDK's error, which carries the whole answer. */
export class AwsFailure extends SystemError {
  readonly code: string;

  constructor(type: ErrorType, code: string, message: string, more: { retryAfter?: number; needs?: string } = {}) {
    super(type, message, more);
    this.code = code;
  }
}

/** What is used of an error that the SDK throws. */
interface SdkError {
  name: string;
  message: string;
  Code?: string;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $response?: { headers?: Record<string, string> };
}

/** Codes that EC2, ELB and STS have for one thing (their API references, "Common errors" and "Error codes"). */
const codes: readonly (readonly [ErrorType, readonly string[]])[] = [
  [
    'rate-limited',
    [
      'RequestLimitExceeded',
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'RequestThrottled',
      'RequestThrottledException',
      'TooManyRequestsException',
      'EC2ThrottledException',
      'BandwidthLimitExceeded',
      'PriorRequestNotComplete',
      'SlowDown',
    ],
  ],
  [
    'transient',
    [
      'InternalError',
      'InternalFailure',
      'InternalServerError',
      'Unavailable',
      'ServiceUnavailable',
      'ServiceUnavailableException',
      'RequestTimeout',
      'RequestTimeoutException',
      'IDPCommunicationError',
    ],
  ],
  [
    'auth',
    [
      'AuthFailure',
      'Blocked',
      'ExpiredToken',
      'ExpiredTokenException',
      'IncompleteSignature',
      'InvalidAccessKeyId',
      'InvalidClientTokenId',
      'InvalidSignatureException',
      'MissingAuthenticationToken',
      'MissingAuthenticationTokenException',
      'NotSignedUp',
      'OptInRequired',
      'PendingVerification',
      'RequestExpired',
      'SignatureDoesNotMatch',
      'UnrecognizedClientException',
    ],
  ],
];
const typeByCode = new Map(codes.flatMap(([type, names]) => names.map((name) => [name, type] as const)));

const denials = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'NotAuthorized']);

/** Whether the SDK has just learnt from an answer that this machine's clock is off: the next request is signed in time. */
export const isClockCorrected = (error: unknown): boolean => (error as SdkError).$metadata?.clockSkewCorrected === true;

/** Any error of a call, in the engine's terms. */
export function awsFailure(error: unknown, operation: AwsOperation, region: string): SystemError {
  if (error instanceof SystemError) return error;
  const where = `${operation.api} ${operation.name} in ${region}`;
  const { name, message, Code, $metadata, $response } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  // A connection that breaks inside of the body has a status already, and node's code beside it.
  const isBroken = status === undefined || typeof (error as { code?: unknown }).code === 'string';
  if (isBroken) return isTimeout(error) ? timedOut(where) : outgoingFailure(classify(withoutHint(error), where));

  const code =
    [Code, name].find((each) => each !== undefined && (typeByCode.has(each) || denials.has(each))) ?? Code ?? name;
  const fail = (type: ErrorType, more?: { retryAfter?: number; needs?: string }, text = `${code}: ${message}`) =>
    new AwsFailure(type, code, `${where}: ${text}`.slice(0, 600), more);

  if (denials.has(code)) return fail('auth', { needs: operation.needs ?? operation.name });
  const type = typeByCode.get(code);
  if (type === 'rate-limited' || status === 429)
    return fail('rate-limited', { retryAfter: retryAfter($response?.headers) });
  if (type) return fail(type);
  if (status >= 500) return fail('transient', {}, `answered ${status}`);
  if (status < 300) return notItsXml(where);
  return fail(status === 401 || status === 403 ? 'auth' : 'permanent');
}

/**
 * A page of a proxy, an empty body or a broken timestamp. The SDK reads a web page in the place of a listing as an answer
 * without any list (so every list is required by its schema), and gives up on a whole page for one bad timestamp.
 */
export const notItsXml = (where: string, reason?: string): SystemError =>
  new SystemError('malformed', `${where}: the answer is not what this API answers${reason ? ` (${reason})` : ''}`);

/** The SDK adds a line for its programmers to errors that come in the middle of a body. */
function withoutHint(error: unknown): unknown {
  if (!(error instanceof Error) || !error.message.includes('.$response')) return error;
  return Object.assign(new Error(error.message.split('\n', 1)[0]), { code: (error as { code?: string }).code });
}

/** The SDK names its own time-outs so, and also connections that were reset; only the latter have another code. */
function isTimeout(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return name === 'TimeoutError' && (code === undefined || code === 'ETIMEDOUT');
}

const timedOut = (where: string) => new AwsFailure('transient', 'TimeoutError', `${where}: no complete answer in time`);

function retryAfter(headers: Record<string, string> | undefined): number | undefined {
  const seconds = Number(headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds >= 0 && headers?.['retry-after'] !== '' ? seconds : undefined;
}
