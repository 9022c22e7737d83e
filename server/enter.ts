import type pg from 'pg';
import type { Client } from '../model/database.ts';
import { currentContext } from '../runtime/context.ts';
import { notSignedIn } from './http/problem.ts';
import { isStale } from '../model/one-trip.ts';
import type { Principal } from './principal.ts';

export interface EnterRow {
  id: string;
  name: string;
  via: 'session' | 'token';
  session_id: string | null;
  role: Principal['role'];
  cluster_ids: string[] | null;
  seen_at: string;
}

/**
 * Opens the transaction, says who it is for, and becomes the reader with that principal's rights.
 * Not a value a client could choose: only the hexadecimal digest that we made ourselves stands in the text.
 */
export function enterText(begin: 'BEGIN' | 'BEGIN READ ONLY', hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new Error('not a digest');
  return `${begin}; SELECT * FROM enter('${hash}')`;
}

export const sendEnter = (client: Client, begin: 'BEGIN' | 'BEGIN READ ONLY', hash: string): Promise<unknown> =>
  client.query(enterText(begin, hash));

/** @throws ApiProblem 401 when nobody has this credential */
export const entered = (answer: unknown): Principal => principalOf((answer as pg.QueryResult<EnterRow>[])[1]!.rows[0]);

export function principalOf(row: EnterRow | undefined): Principal {
  if (!row) throw notSignedIn();
  const context = currentContext();
  if (context) context.principal = { id: row.id, name: row.name };
  return {
    id: row.id,
    name: row.name,
    via: row.via,
    sessionId: row.session_id,
    role: row.role,
    clusterIds: row.cluster_ids,
    seenAt: row.seen_at,
  };
}

/** Ends the transaction and gives the connection back; one that fails at that, or whose plans have gone stale, is closed. */
export const end = (client: Client, how: 'COMMIT' | 'ROLLBACK', because?: unknown): Promise<void> =>
  client.query(how).then(
    () => client.release(isStale(because)),
    (error: Error) => client.release(error),
  );
