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

/** What a failure of undici, node:net, node:tls or the resolver means. `target`: what was called, where nothing else says that. */
export function classify(error: unknown, target?: string): OutgoingError {
  const told = (message: string) => (target === undefined ? message : `${target}: ${message}`);
  for (const each of chain(error)) {
    if (each instanceof OutgoingError) return each;
    const { code, message } = each as NodeJS.ErrnoException;
    if (code !== undefined && TLS_CODES.test(code)) return new OutgoingError('tls', told(message), { cause: error });
    if (code !== undefined && TIMEOUT_CODES.has(code))
      return new OutgoingError('timeout', told(message), { cause: error });
  }
  const said = chain(error).find((each) => each.message !== '');
  return new OutgoingError('network', told(said?.message ?? 'the connection failed'), { cause: error });
}

/** The error, its causes, and the errors of several attempts (happy eyeballs reports one per address). */
function chain(error: unknown): Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors.flatMap(chain) : [];
  return [...inner, error, ...chain(error.cause)];
}
