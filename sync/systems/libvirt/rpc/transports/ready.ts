import type { Socket } from 'node:net';
import { ConnectionError } from '../connection-error.ts';

/** Waits for the socket's event, and destroys the socket if it does not come. */
export function ready(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  { timeoutMs = 10_000, signal }: { timeoutMs?: number | undefined; signal?: AbortSignal | undefined },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      socket.off('error', broken).off('close', closed).off(event, there);
    };
    const fail = (type: 'unreachable' | 'aborted', why: string, cause?: unknown) => {
      done();
      // What else it has to say comes to nobody.
      socket.on('error', () => {}).destroy();
      reject(new ConnectionError(type, why, { cause }));
    };
    const there = () => (done(), resolve());
    const broken = (error: Error) => fail('unreachable', error.message || 'cannot be reached', error);
    const closed = () => fail('unreachable', 'the connection was closed');
    const abort = () => fail('aborted', 'given up', signal?.reason);
    const timer = setTimeout(() => fail('unreachable', `no answer within ${timeoutMs} ms`), timeoutMs);
    socket.once(event, there).once('error', broken).once('close', closed);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
  });
}
