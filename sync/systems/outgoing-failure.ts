import type { OutgoingError, OutgoingErrorKind } from '../../runtime/http/outgoing-error.ts';
import { type ErrorType, SystemError } from './errors.ts';

/** A refused address and a certificate that cannot be trusted wait for a person; the rest may be different in a minute. */
const types: Record<OutgoingErrorKind, ErrorType> = {
  refused: 'permanent',
  tls: 'permanent',
  'too-large': 'permanent',
  timeout: 'transient',
  network: 'transient',
};

/** An exchange that got no answer, in the engine's terms. */
export const outgoingFailure = (error: OutgoingError): SystemError =>
  new SystemError(types[error.kind], error.message, { cause: error });
