import { XdrWriter } from './xdr-writer.ts';

/** virterror.h: the errors that are met here. */
const codes = {
  internal: 1,
  'no-connect': 5,
  'invalid-argument': 8,
  'operation-failed': 9,
  'no-name': 21,
  xml: 27,
  denied: 29,
  rpc: 39,
  'no-domain': 42,
  'no-network': 43,
  'auth-failed': 45,
  'no-pool': 49,
  'no-volume': 50,
  invalid: 55,
  'config-unsupported': 67,
  unsupported: 74,
  'agent-unresponsive': 86,
  busy: 87,
  'access-denied': 88,
} as const;

/** Which part of libvirt speaks. */
const domains = { rpc: 7, qemu: 10, remote: 13, storage: 18, network: 19, domain: 20, access: 55 } as const;

/** What libvirt refuses a call with. */
export class LibvirtError extends Error {
  readonly code: number;
  readonly domain: number;

  constructor(code: keyof typeof codes | number, domain: keyof typeof domains, message: string) {
    super(message);
    this.code = typeof code === 'number' ? code : codes[code];
    this.domain = domains[domain];
  }

  /** virNetMessageError. */
  encode(): Buffer {
    const to = new XdrWriter();
    to.int(this.code).int(this.domain).optional(this.message).int(2);
    // No domain, then three further strings: the first is the message again, as libvirt does it.
    to.uint(0).optional(this.message).optional(undefined).optional(undefined);
    return to.int(-1).int(-1).uint(0).end();
  }
}

export const notRunning = () => new LibvirtError('invalid', 'qemu', 'Requested operation is not valid: domain is not running'); // prettier-ignore
export const invalidArgument = (what: string) => new LibvirtError('invalid-argument', 'remote', `invalid argument: ${what}`); // prettier-ignore
