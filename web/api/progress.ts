import { useSyncExternalStore } from 'react';
import type { Progress } from '../../contract/api/events.ts';
import { events } from './events.ts';

const bySource = new Map<string, Progress>();
const listeners = new Set<() => void>();
let following = false;

function follow(): void {
  following = true;
  const told = () => {
    for (const listener of listeners) listener();
  };
  events.on('progress', (progress) => {
    bySource.set(progress.sourceId, progress);
    told();
  });
  // A finished run is a change of the source or of its runs; counts of a pull that ended would look as if it went on.
  events.on('change', ({ kind, ids }) => {
    if (kind !== 'sync_runs') return;
    for (const [source, { runId, scopes }] of bySource)
      if (scopes.every((scope) => scope.done) && (ids === null || ids.includes(runId))) bySource.delete(source);
    told();
  });
}

const subscribe = (listener: () => void) => {
  if (!following) follow();
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What a running pull of the source has listed so far, scope by scope. */
export const useProgress = (sourceId: string): Progress | undefined =>
  useSyncExternalStore(subscribe, () => bySource.get(sourceId));
