import { QueryClient } from '@tanstack/react-query';
import type { DataProvider } from 'ra-core';
import { readScope, scopeKey, type Scope } from '../app/scope.ts';
import { dataProviderFor } from './data-provider.ts';
import { problemOf } from './fetch.ts';

interface Scoped {
  client: QueryClient;
  provider: DataProvider;
  scope: Scope;
}

/** Caches of the scopes visited last, so that going back to one is immediate. */
const KEPT = 6;
const byScope = new Map<string, Scoped>();

const again = (failures: number, error: unknown) => {
  const { status } = problemOf(error);
  return failures < 2 && (status === 0 || status >= 502);
};

function made(scope: Scope): Scoped {
  const client = new QueryClient({
    defaultOptions: {
      // The event stream says what became old; a past instant never does.
      queries: { staleTime: scope.at ? Infinity : 30_000, gcTime: 10 * 60_000, retry: again, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
  return { client, provider: dataProviderFor(scope), scope };
}

export function clientOf(search: string): Scoped {
  const scope = readScope(search);
  const key = scopeKey(scope);
  const found = byScope.get(key) ?? made(scope);
  byScope.delete(key);
  byScope.set(key, found);
  for (const [oldest, { client }] of byScope) {
    if (byScope.size <= KEPT) break;
    client.clear();
    byScope.delete(oldest);
  }
  return found;
}

/** The caches that look at the present: what happens concerns them alone. */
export const presentClients = (): QueryClient[] =>
  [...byScope.values()].filter(({ scope }) => !scope.at).map(({ client }) => client);

export function dropClients(): void {
  for (const { client } of byScope.values()) client.clear();
}
