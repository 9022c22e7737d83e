import { errorCodes, LibvirtError } from './libvirt-error.ts';

const codes: number[] = [errorCodes.noSupport, errorCodes.noConnect, errorCodes.operationUnsupported];

/** Whether a host says by this that it has no such thing: a daemon for domains alone has no storage driver, and an old one not every call. */
export const isUnsupported = (error: unknown): boolean =>
  error instanceof LibvirtError && (codes.includes(error.code) || error.message.startsWith('unknown procedure'));
