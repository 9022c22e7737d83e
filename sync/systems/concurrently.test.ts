import { describe, expect, it } from 'vitest';
import { concurrently } from './concurrently.ts';
import { withOwnSignal } from './own-signal.ts';

/** Parts that yield when told to, and note what becomes of them. */
function part(name: string, log: string[], steps: number, gate: Promise<void> = Promise.resolve()) {
  return async function* () {
    log.push(`${name} begins`);
    try {
      for (let step = 1; step <= steps; step += 1) {
        await gate;
        yield `${name}${step}`;
      }
    } finally {
      log.push(`${name} ends`);
    }
  };
}

const read = async (items: AsyncIterable<string>) => {
  const found: string[] = [];
  for await (const item of items) found.push(item);
  return found;
};

describe('concurrently', () => {
  it('yields everything of every part, in the order within each', async () => {
    const log: string[] = [];
    const found = await read(concurrently(2, [part('a', log, 3), part('b', log, 1), part('c', log, 2)]));
    expect(found.toSorted()).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'c2']);
    expect(found.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
  });

  it('runs no more than the limit at once', async () => {
    const log: string[] = [];
    for await (const _ of concurrently(
      2,
      ['a', 'b', 'c', 'd'].map((name) => part(name, log, 2)),
    )) {
      const running =
        log.filter((entry) => entry.endsWith('begins')).length - log.filter((entry) => entry.endsWith('ends')).length;
      expect(running).toBeLessThanOrEqual(2);
    }
    expect(log.filter((entry) => entry.endsWith('ends'))).toHaveLength(4);
  });

  it('does not let one that waits hold up the others', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const log: string[] = [];
    const found: string[] = [];
    for await (const item of concurrently(2, [part('slow', log, 1, gate), part('a', log, 2), part('b', log, 1)])) {
      found.push(item);
      if (found.length === 3) open();
    }
    expect(found).toEqual(['a1', 'a2', 'b1', 'slow1']);
  });

  it('ends with the first error, and begins nothing more', async () => {
    const log: string[] = [];
    const failing = async function* (): AsyncGenerator<string> {
      yield await Promise.reject(new Error('refused'));
    };
    await expect(read(concurrently(1, [failing, part('later', log, 1)]))).rejects.toThrow('refused');
    expect(log).toEqual([]);
  });

  it('keeps an error that comes while the reader is busy until it reads on', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const failing = async function* (): AsyncGenerator<string> {
      yield 'first';
      throw new Error('refused');
    };
    const reading = (async () => {
      for await (const _ of concurrently(2, [failing])) await new Promise((resolve) => setTimeout(resolve, 20));
    })();
    await expect(reading).rejects.toThrow('refused');
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('ends its parts when the reader stops, with the help of their signal', async () => {
    const log: string[] = [];
    const waiting = (signal: AbortSignal) =>
      async function* (): AsyncGenerator<string> {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
        yield 'never';
      };
    const outer = new AbortController();
    let inner: AbortSignal | undefined;
    const items = withOwnSignal(outer.signal, (signal) => {
      inner = signal;
      return concurrently(2, [waiting(signal), part('a', log, 5)]);
    });
    for await (const item of items) if (item === 'a2') break;
    expect(inner?.aborted).toBe(true);
    expect(outer.signal.aborted).toBe(false);
    await new Promise(setImmediate);
    expect(log).toEqual(['a begins', 'a ends']);
  });
});
