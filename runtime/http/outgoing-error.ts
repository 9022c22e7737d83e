export type OutgoingErrorKind = 'refused' | 'timeout' | 'tls' | 'network' | 'too-large';

/**
 * Why an outgoing request has no answer. `refused`: by our own rules, nothing was sent. `timeout`: it may or may not have
 * arrived. Messages name host and path, never the query, headers or body.
 */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError';
  readonly kind: OutgoingErrorKind;

  constructor(kind: OutgoingErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const TLS_CODES =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$|ERR_OSSL)/;
const TIMEOUT_CODES = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** What a failure of undici, node:net, node:tls or the resolver means. */
export function classify(error: unknown, target: string): OutgoingError {
  for (const each of chain(error)) {
    if (each instanceof OutgoingError) return each;
    const { code, message } = each as NodeJS.ErrnoException;
    if (code !== undefined && TLS_CODES.test(code))
      return new OutgoingError('tls', `${target}: ${message}`, { cause: error });
    if (code !== undefined && TIMEOUT_CODES.has(code))
      return new OutgoingError('timeout', `${target}: ${message}`, { cause: error });
  }
  const told = chain(error).find((each) => each.message !== '');
  return new OutgoingError('network', `${target}: ${told?.message ?? 'the connection failed'}`, { cause: error });
}

/** The error, its causes, and the errors of several attempts (happy eyeballs reports one per address). */
function chain(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(chain) : [];
  return [...inner, error, ...chain(error.cause)];
}
