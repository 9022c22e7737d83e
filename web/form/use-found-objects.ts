import { useQueries } from '@tanstack/react-query';
import { useDataProvider } from 'ra-core';
import { useEffect, useState } from 'react';
import type { Row } from '../api/data-provider.ts';
import { kindNamed } from '../kinds/find.ts';
import { type Found, ranked } from './ranked.ts';

const PAUSE = 180;
const SHOWN = 8;

const kindsOf = (names: readonly string[]) => names.flatMap((name) => kindNamed(name) ?? []);

/** Text as it stands once one has stopped typing for a moment. */
function useLater(text: string): string {
  const [later, setLater] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLater(text), PAUSE);
    return () => clearTimeout(timer);
  }, [text]);
  return later;
}

/** Objects of some kinds whose names hold what is typed; nothing typed: the first ones. Asked for only while `asked`. */
export function useFoundObjects(
  names: readonly string[],
  typed: string,
  { gone = false, asked }: { gone?: boolean; asked: boolean },
): { found: Found[]; coming: boolean } {
  const provider = useDataProvider();
  const text = useLater(typed.trim());
  const results = useQueries({
    queries: kindsOf(names).map((kind) => ({
      queryKey: [kind.path, 'getList', { picked: text, gone }],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        provider.getList<Row>(kind.path, {
          filter: { ...(text ? { q: text } : {}), ...(gone && kind.synced ? { gone: 'include' } : {}) },
          sort: { field: kind.order.replace(/^-/, ''), order: kind.order.startsWith('-') ? 'DESC' : 'ASC' },
          pagination: { page: 1, perPage: SHOWN },
          signal,
        }),
      enabled: asked,
      placeholderData: <T>(before: T | undefined) => before,
    })),
  });
  const found = results.flatMap(({ data }, place) =>
    (data?.data ?? []).map((row) => ({ kind: kindsOf(names)[place]!, row })),
  );
  const coming = results.some(({ isPlaceholderData, isPending }) => isPlaceholderData || isPending);
  const settled = !coming && text === typed.trim();
  return { found: ranked(found, typed, settled), coming: !settled };
}

/** The object of an id, of which only some kinds are known; undefined while it is looked for, null where there is none. */
export function useObject(names: readonly string[], id: string | undefined): Found | null | undefined {
  const provider = useDataProvider();
  const results = useQueries({
    queries: kindsOf(names).map((kind) => ({
      queryKey: [kind.path, 'getMany', { ids: [id] }],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        provider.getMany<Row>(kind.path, { ids: [id!], signal }).then(({ data }) => data),
      enabled: id !== undefined,
    })),
  });
  const place = results.findIndex(({ data }) => data?.[0] !== undefined);
  if (place >= 0) return { kind: kindsOf(names)[place]!, row: results[place]!.data![0]! };
  return results.every(({ isPending }) => !isPending) ? null : undefined;
}
