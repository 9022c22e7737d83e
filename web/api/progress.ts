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
}

const subscribe = (listener: () => void) => {
  if (!following) follow();
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/**
 * What the runs of a source that go on now have listed so far, scope by scope. Of two at once the one that was heard of last:
 * the other waits for the scopes that this one has. What a run told that has ended since is not told any more.
 */
export function useProgress(sourceId: string, running: readonly { id: string }[]): Progress | undefined {
  const progress = useSyncExternalStore(subscribe, () => bySource.get(sourceId));
  return running.some(({ id }) => id === progress?.runId) ? progress : undefined;
}
