/**
 * - `unreachable`: no connection came about.
 * - `auth`: the host refuses us, or wants an authentication that this client does not have.
 * - `lost`: the connection ended, or the other side no longer answers.
 * - `timed-out`: this one call has no answer in its time.
 * - `aborted`: by the caller's signal.
 * - `protocol`: what came is not libvirt's protocol, or not as this client knows it.
 */
export type ConnectionErrorType = 'unreachable' | 'auth' | 'lost' | 'timed-out' | 'aborted' | 'protocol';

/** A call that libvirt did not answer. What libvirt itself answers is a LibvirtError. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly type: ConnectionErrorType;
  /** Whether the call had left: if so it may have been carried out, and only a fresh look tells. */
  readonly sent: boolean;

  constructor(type: ConnectionErrorType, message: string, more: { sent?: boolean; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.type = type;
    this.sent = more.sent ?? false;
  }
}
