import { connect, type Socket } from 'node:net';
import { ready } from './ready.ts';

/** Where libvirt's packages put the socket of the daemon that knows everything. */
export const systemSocket = '/run/libvirt/libvirt-sock';

export async function dialUnix({
  path = systemSocket,
  timeoutMs,
  signal,
}: {
  path?: string | undefined;
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}): Promise<Socket> {
  const socket = connect({ path });
  await ready(socket, 'connect', { timeoutMs, signal });
  return socket;
}
