import { useSyncExternalStore } from 'react';

/** One clock for the whole page: every relative time steps together, and only while somebody looks. */
const STEP = 5000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function step(): void {
  if (document.visibilityState === 'hidden') return;
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(step, STEP);
    document.addEventListener('visibilitychange', step);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener('visibilitychange', step);
  };
}

/** Milliseconds since the epoch, stepping every 5 s. Where the past may be shown, `useShown` (scoped-link.tsx) has its instant. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
