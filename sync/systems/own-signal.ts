/**
 * Runs a pull under a signal of its own, which ends with the caller's and also when the reader stops before the end:
 * requests that are under way then end at once instead of being waited for.
 */
export async function* withOwnSignal<T>(
  signal: AbortSignal,
  run: (signal: AbortSignal) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const own = new AbortController();
  try {
    yield* run(AbortSignal.any([signal, own.signal]));
  } finally {
    own.abort(new Error('the pull has ended'));
  }
}
