import type { KindName } from '../../contract/kinds/all.ts';
import { SystemError } from './errors.ts';
import type { Malformed } from './read-rows.ts';
import type { Pulled, Row } from './system.ts';

/** One answer of a listing. */
export interface Listed<N extends KindName> {
  /** When the request was sent. */
  observedAt: Date;
  rows: Row<N>[];
  /** They are this scope's only where no other scope has them (`Page.ifFree`). */
  ifFree?: boolean;
  malformed?: Malformed[];
  /** Keys that the provider calls deleted. */
  deleted?: string[];
}

/** Pages of one scope; what it returns is the provider's own total, where it tells one that counts rows: `count` of the scope's end. */
export type Listing<N extends KindName> = AsyncGenerator<Listed<N>, number | undefined | void>;

/**
 * One scope from its first page to its end. An error in it ends this scope alone, with what was seen kept; an error of the
 * whole source ends the scope and is thrown on. A key that comes again (pages shift when objects come and go while they
 * are read) is told once, and a scope with rows that could not be read is not complete.
 * @param concernsAll whether an error is one of the whole source
 * @throws the signal's reason as soon as it is aborted, without an end: the pull was cancelled, the scope did not fail
 */
export async function* listScope<N extends KindName>(
  kind: N,
  scope: string,
  listing: Listing<N>,
  { signal, concernsAll }: { signal: AbortSignal; concernsAll: (error: unknown) => boolean | Promise<boolean> },
): AsyncGenerator<Pulled> {
  const seen = new Set<string>();
  let unread = 0;
  const isNew = (key: string) => !seen.has(key) && seen.add(key);
  try {
    for (;;) {
      const { done, value } = await listing.next();
      signal.throwIfAborted();
      if (done) {
        const count = value ?? undefined;
        const error = unread > 0 ? unreadRows(unread) : undefined;
        yield { type: 'end', kind, scope, complete: !error, ...(count === undefined ? {} : { count }), error };
        return;
      }
      const { observedAt, rows, ifFree = false, malformed = [], deleted = [] } = value;
      const fresh = rows.filter(({ key }) => isNew(key));
      if (fresh.length > 0) {
        const page = { type: 'page', kind, scope, observedAt, rows: fresh, ...(ifFree ? { ifFree } : {}) };
        yield page as unknown as Pulled;
      }
      if (deleted.length > 0) yield { type: 'deleted', kind, scope, keys: deleted };
      unread += malformed.length;
      for (const one of malformed) yield { type: 'malformed', kind, scope, ...one };
    }
  } catch (error) {
    signal.throwIfAborted();
    yield { type: 'end', kind, scope, complete: false, error: asError(error) };
    if (await concernsAll(error)) throw error;
  } finally {
    await listing.return(undefined);
  }
}

const unreadRows = (count: number) =>
  new SystemError('malformed', count === 1 ? 'One row could not be read' : `${count} rows could not be read`);

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
