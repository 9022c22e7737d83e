import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exportReader } from './export-reader.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A client that takes what it was sent after so many seconds. */
class SlowResponse extends EventEmitter {
  destroyed = false;
  private readonly seconds: number;
  constructor(seconds: number) {
    super();
    this.seconds = seconds;
  }
  write(): boolean {
    setTimeout(() => this.emit('drain'), this.seconds * 1000);
    return false;
  }
  destroy(): this {
    if (!this.destroyed) {
      this.destroyed = true;
      this.emit('close');
    }
    return this;
  }
}

/** How many batches a client gets that takes each in so many seconds, until it is cut off. */
async function batchesTaken(seconds: number): Promise<number> {
  const reader = exportReader(new SlowResponse(seconds) as never);
  let batches = 0;
  const ended = (async () => {
    for (; batches < 1000; batches += 1) await reader.take('rows');
  })().then(
    () => 'whole',
    () => 'broken off',
  );
  await vi.advanceTimersByTimeAsync(3600_000 * 24);
  expect(await ended).toBe('broken off');
  return batches;
}

it('an export ends after 15 minutes, however steadily its reader takes a little', async () => {
  expect(await batchesTaken(20)).toBe(44);
});

it('an export ends when its reader takes nothing for half a minute', async () => {
  expect(await batchesTaken(31)).toBe(0);
});
