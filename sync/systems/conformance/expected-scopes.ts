import { kindNamed } from '../../../contract/kinds/all.ts';
import type { ScopeName, System } from '../system.ts';
import type { PullRecord } from './pull-all.ts';

/**
 * The scopes that a whole pull has to end. A kind whose scopes the pull does not tell goes with the objects that hold it: its scopes are
 * their keys.
 */
export function expectedScopes(system: System, record: PullRecord): ScopeName[] {
  const told = record
    .ofType('scopes')
    .flatMap(({ kinds, scopes }) => kinds.flatMap((kind) => scopes.map((scope) => ({ kind, scope }))));
  const isTold = new Set(told.map(({ kind }) => kind));
  const held = system.card.provides
    .filter((kind) => !isTold.has(kind))
    .flatMap((kind) =>
      system.card.provides
        .filter((holder) => kindNamed(holder).holds?.includes(kind))
        .flatMap((holder) => record.rows(holder).map(({ key }) => ({ kind, scope: key }))),
    );
  return [...told, ...held];
}
