import type { KindName } from '../../contract/kinds/all.ts';
import type { ScopeName } from './system.ts';

/** The scopes that a pull was asked for. */
export interface AskedScopes {
  kinds(scope: string): KindName[];
  /** Each once, of any of these kinds. */
  scopes(kinds: readonly KindName[]): string[];
}

export function askedFor(asked: readonly ScopeName[]): AskedScopes {
  return {
    kinds: (scope) => asked.filter((one) => one.scope === scope).map(({ kind }) => kind),
    scopes: (kinds) => [...new Set(asked.filter(({ kind }) => kinds.includes(kind)).map(({ scope }) => scope))],
  };
}
