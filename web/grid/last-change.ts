import { events } from '../api/events.ts';

const changed = new Map<string, number>();
let gap = 0;

events.on('change', ({ kind }) => changed.set(kind.replaceAll('_', '-'), Date.now()));
events.on('gap', () => {
  gap = Date.now();
});

/** Milliseconds since the epoch: what was fetched before it may be old. 0: nothing changed since the app started. */
export const changedSince = (path: string): number => Math.max(gap, changed.get(path) ?? 0);
