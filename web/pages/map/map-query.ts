import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { EstateMap } from '../../../contract/api/map.ts';
import { MAP_KINDS } from '../../../contract/map-kinds.ts';
import { events } from '../../api/events.ts';
import { askJson } from '../../api/fetch.ts';
import { mapPath } from '../../app/first-requests.ts';
import type { Scope } from '../../app/scope.ts';
import { writeState, type MapAsk } from './map-state.ts';

const KEY = ['map', 'get'];

export const useMapOf = (scope: Scope, { kinds, around, depth, expand }: MapAsk, enabled = true) => {
  const path = mapPath(scope, new URLSearchParams(writeState('', { kinds, around, depth, expand })));
  return useQuery({
    queryKey: [...KEY, path],
    // The answer says what it answers: while another is waited for, the old one is shown.
    queryFn: async ({ signal }) => ({ path, map: await askJson<EstateMap>(path, { signal }) }),
    placeholderData: keepPreviousData,
    staleTime: scope.at ? Infinity : 30_000,
    enabled,
  });
};

/** The first change after a quiet time is asked for at once, what follows this often at most. A large estate is dearer to ask for. */
const PAUSE = { single: 2000, grouped: 10_000 };
/** Objects that a merge changes are told of in one burst. */
const GATHER = 150;

const ON_MAP: ReadonlySet<string> = new Set([...MAP_KINDS, 'findings', 'clusters']);

/**
 * Asks for the map anew when something on it has changed: it is of all kinds, so no kind's events make it old by themselves (`api/invalidate.ts`).
 * The picture stays where it is: see `arrange`.
 */
export function useLiveMap(scope: Scope, grouped: boolean): void {
  const client = useQueryClient();
  const past = scope.at !== null;
  useEffect(() => {
    if (past) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const tell = () => {
      timer = undefined;
      last = Date.now();
      const refetchType = document.visibilityState === 'hidden' ? 'none' : 'active';
      void client.invalidateQueries({ queryKey: KEY, refetchType });
    };
    const off = events.on('change', ({ kind }) => {
      if (!ON_MAP.has(kind)) return;
      const pause = grouped ? PAUSE.grouped : PAUSE.single;
      timer ??= setTimeout(tell, Math.max(GATHER, last + pause - Date.now()));
    });
    return () => {
      off();
      clearTimeout(timer);
    };
  }, [client, past, grouped]);
}
