import { connect, type Socket } from 'node:net';
import type { AddressPolicy } from '../../../../../runtime/http/address-policy.ts';
import { guardedLookup, literalRefusal } from '../../../../../runtime/http/guarded-lookup.ts';
import { ConnectionError } from '../connection-error.ts';
import { ready } from './ready.ts';

export interface TcpOptions {
  host: string;
  port: number;
  /** Which addresses may be called at all. */
  policy: AddressPolicy;
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** A TCP connection to a permitted address. */
export async function dialTcp({ host, port, policy, timeoutMs, signal }: TcpOptions): Promise<Socket> {
  const refusal = literalRefusal(policy, host);
  if (refusal) throw new ConnectionError('unreachable', refusal.message, { cause: refusal });
  const socket = connect({ host, port, lookup: guardedLookup(policy), noDelay: true });
  await ready(socket, 'connect', { timeoutMs, signal });
  return socket;
}
