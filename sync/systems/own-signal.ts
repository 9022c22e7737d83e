import { setMaxListeners } from 'node:events';

/**
 * Runs a pull under a signal of its own, which ends with the caller's and also when the reader stops before the end:
 * requests that are under way then end at once instead of being waited for.
 */
export async function* withOwnSignal<T>(
  signal: AbortSignal,
  run: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  // As many as there are requests at a time, which is no leak.
  setMaxListeners(0, both);
  try {
    yield* run(both);
  } finally {
    own.abort(new Error('the pull has ended'));
  }
}
