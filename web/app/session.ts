import type { me } from '../../contract/api/session.ts';
import { useSyncExternalStore } from 'react';
import type { z } from 'zod';

export type Me = z.infer<typeof me>;

let current: Me | null = null;
let outdated = false;
const listeners = new Set<() => void>();

/** Who is signed in; outside React, because requests and the event stream need it too. */
export const session = {
  get: () => current,
  set(next: Me | null) {
    current = next;
    for (const listener of listeners) listener();
  },
  /** The same person, asked for again. Another version means that these pages are older than the server. */
  renew(next: Me) {
    if (current && next.version !== current.version) outdated = true;
    session.set(next);
  },
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const useMe = (): Me | null => useSyncExternalStore(session.subscribe, session.get);

/** Whether the server is of another version than the pages at hand. */
export const useOutdated = (): boolean => useSyncExternalStore(session.subscribe, () => outdated);
