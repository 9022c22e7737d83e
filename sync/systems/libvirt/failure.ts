import { classify, OutgoingError } from '../../../runtime/http/outgoing-error.ts';
import { type ErrorType, SystemError } from '../errors.ts';
import { ConnectionError, type ConnectionErrorType } from './rpc/connection-error.ts';
import { errorCodes, LibvirtError } from './rpc/libvirt-error.ts';

const ofConnection: Record<ConnectionErrorType, ErrorType> = {
  unreachable: 'transient',
  auth: 'auth',
  lost: 'transient',
  'timed-out': 'transient',
  aborted: 'transient',
  protocol: 'malformed',
};

/** Codes that stay the same until a person does something. All others may be different in a minute. */
const ofCode: Record<number, ErrorType> = {
  [errorCodes.operationDenied]: 'auth',
  [errorCodes.accessDenied]: 'auth',
  [errorCodes.authFailed]: 'auth',
  [errorCodes.authCancelled]: 'auth',
  [errorCodes.authUnavailable]: 'auth',
  [errorCodes.noSupport]: 'permanent',
  [errorCodes.noConnect]: 'permanent',
  [errorCodes.invalidArgument]: 'permanent',
  [errorCodes.operationUnsupported]: 'permanent',
};

/** Trouble with one host, in the engine's terms. */
export function failureOf(error: unknown): SystemError {
  if (error instanceof SystemError) return error;
  if (error instanceof LibvirtError)
    return new SystemError(ofCode[error.code] ?? 'transient', `libvirt: ${error.message}`, { cause: error });
  if (error instanceof ConnectionError) return new SystemError(typeOf(error), error.message, { cause: error });
  const said = error instanceof Error ? error.message : String(error);
  return new SystemError(classify(error).kind === 'tls' ? 'permanent' : 'transient', said, { cause: error });
}

/** An address that is refused and a certificate that cannot be trusted wait for a person. */
function typeOf(error: ConnectionError): ErrorType {
  if (error.type !== 'unreachable' || error.cause === undefined) return ofConnection[error.type];
  const { kind } = error.cause instanceof OutgoingError ? error.cause : classify(error.cause);
  return kind === 'refused' || kind === 'tls' ? 'permanent' : 'transient';
}
