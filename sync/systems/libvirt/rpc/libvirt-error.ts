import { decode, int, optional, string, struct } from './codec.ts';
import { domain, network } from './objects.ts';

/** The payload of a refused call (virNetMessageError). */
export const errorPayload = struct({
  code: int,
  domain: int,
  message: optional(string),
  level: int,
  ofDomain: optional(domain),
  text1: optional(string),
  text2: optional(string),
  text3: optional(string),
  number1: int,
  number2: int,
  ofNetwork: optional(network),
});

/**
 * The codes to decide by (virErrorNumber). They are few on purpose: libvirt makes others more specific from release to
 * release.
 */
export const errorCodes = {
  internal: 1,
  noSupport: 3,
  /** No driver for what was asked. */
  noConnect: 5,
  invalidArgument: 8,
  operationDenied: 29,
  rpc: 39,
  noDomain: 42,
  noNetwork: 43,
  authFailed: 45,
  noStoragePool: 49,
  noStorageVolume: 50,
  operationInvalid: 55,
  operationTimeout: 68,
  authCancelled: 79,
  operationUnsupported: 84,
  agentUnresponsive: 86,
  accessDenied: 88,
  authUnavailable: 94,
} as const;

/** What libvirt answered instead of a result. */
export class LibvirtError extends Error {
  override readonly name = 'LibvirtError';
  /** virErrorNumber, see `errorCodes`. */
  readonly code: number;
  /** Which part of libvirt it comes from (virErrorDomain): 7 RPC, 10 QEMU … */
  readonly domain: number;
  /** The procedure that was called, in this client's name for it. */
  readonly procedure: string;

  constructor(payload: Buffer, procedure: string) {
    const { code, domain: from, message } = decode(errorPayload, payload);
    super(message ?? `libvirt gave no reason (code ${code})`);
    this.code = code;
    this.domain = from;
    this.procedure = procedure;
  }
}
