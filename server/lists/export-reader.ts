import type { ServerResponse } from 'node:http';
import { ApiProblem } from '../http/problem.ts';

/** A reader that takes nothing for so long is gone. */
const PATIENCE_MS = 30_000;
/** One that takes a little now and then holds a transaction, and with it rows that PostgreSQL could clear away. */
const LONGEST_MS = 15 * 60_000;

/** Writes as fast as the client reads. One listener for all waits: through `compression` a listener for `drain` cannot be taken off again. */
export function exportReader(res: Pick<ServerResponse, 'write' | 'destroy' | 'destroyed' | 'on' | 'once'>) {
  const wakes = new Set<() => void>();
  const wake = () => {
    for (const one of wakes) one();
  };
  // A file that breaks off does not look whole: its last chunk is missing.
  const longest = setTimeout(() => res.destroy(), LONGEST_MS).unref();
  res.on('drain', wake);
  res.once('close', () => {
    clearTimeout(longest);
    wake();
  });
  return {
    async take(text: string): Promise<void> {
      if (res.destroyed) throw new Gone();
      if (res.write(text)) return;
      const patience = setTimeout(() => res.destroy(), PATIENCE_MS);
      await new Promise<void>((resolve) => {
        const done = () => {
          wakes.delete(done);
          resolve();
        };
        wakes.add(done);
      });
      clearTimeout(patience);
      if (res.destroyed) throw new Gone();
    },
  };
}

/** The reader has left, or was left: there is nobody to tell. */
class Gone extends ApiProblem {
  constructor() {
    super(499, 'The reader has left');
  }
}
