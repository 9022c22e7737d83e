/**
 * Runs several listings at once and yields what they yield, as it comes. No more than `limit` run at a time, and none runs
 * ahead of the reader by more than one item. The first error ends all; so does a reader who stops. Whoever starts parts
 * gives them a signal to end their requests by, since a part that waits for an answer can only then be ended.
 */
export async function* concurrently<T>(limit: number, parts: readonly (() => AsyncIterable<T>)[]): AsyncGenerator<T> {
  const waiting = [...parts];
  const running = new Map<AsyncIterator<T>, Promise<{ iterator: AsyncIterator<T>; result: IteratorResult<T> }>>();
  const advance = (iterator: AsyncIterator<T>) => {
    const step = iterator.next().then((result) => ({ iterator, result }));
    // It may fail while the reader is still busy with another item, before anybody waits for it: that is no unhandled rejection.
    step.catch(() => undefined);
    running.set(iterator, step);
  };
  try {
    for (;;) {
      while (running.size < limit && waiting.length > 0) {
        const part = waiting.shift() as () => AsyncIterable<T>;
        advance(part()[Symbol.asyncIterator]());
      }
      if (running.size === 0) return;
      const { iterator, result } = await Promise.race(running.values());
      running.delete(iterator);
      if (result.done) continue;
      advance(iterator);
      yield result.value;
    }
  } finally {
    // A pending step ends in its own error or value, which nobody reads any more.
    for (const iterator of running.keys()) iterator.return?.().catch(() => undefined);
  }
}
