import type { me } from '../../contract/api/session.ts';
import { useSyncExternalStore } from 'react';
import type { z } from 'zod';

export type Me = z.infer<typeof me>;

let current: Me | null = null;
const listeners = new Set<() => void>();

/** Who is signed in; outside React, because requests and the event stream need it too. */
export const session = {
  get: () => current,
  set(next: Me | null) {
    current = next;
    for (const listener of listeners) listener();
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const useMe = (): Me | null => useSyncExternalStore(session.subscribe, session.get);
