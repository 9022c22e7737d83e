import { end, type EnterRow, principalOf } from './enter.ts';
import { notSignedIn } from './http/problem.ts';
import { readArray } from './lists/row-writer.ts';
import { inOneTrip, isStale, type SentRow, TripFailed, type TripStatement } from '../model/one-trip.ts';
import type { Panel } from './panel.ts';
import type { Principal } from './principal.ts';
import { noteUse } from './sessions/note-use.ts';

export interface OneRead {
  principal: Principal;
  rows: SentRow[];
}

/** As whom a credential read last: a guess at which of a statement's plans will serve. A wrong guess costs planning, nothing else. */
const guesses = new Map<string, 'a' | 'c'>();
const MOST_GUESSES = 10_000;

const BEGIN: TripStatement = { name: 'begin', text: 'BEGIN READ ONLY' };
const ENTER: TripStatement = {
  name: 'enter',
  text: 'SELECT id, name, via, session_id, role, cluster_ids, seen_at FROM enter($1)',
};
const COMMIT: TripStatement = { name: 'commit', text: 'COMMIT' };

/**
 * A read that is one query, in one trip instead of three.
 * @param query its name, if any, is completed with the reader's role: PostgreSQL plans anew when the role changes
 * @throws ApiProblem 401 for a credential that is not (or no longer) good
 */
export async function readingOnce(panel: Panel, hash: string | null, query: TripStatement): Promise<OneRead> {
  if (hash === null) throw notSignedIn();
  const name = query.name && `${query.name}${guesses.get(hash) ?? 'a'}`;
  const [who, rows] = await trip(panel, [BEGIN, { ...ENTER, values: [hash] }, { ...query, name }, COMMIT]);
  const principal = principalOf(enterRowOf(who[0]));
  if (guesses.size > MOST_GUESSES) guesses.clear();
  guesses.set(hash, principal.clusterIds === null ? 'a' : 'c');
  noteUse(panel, principal);
  return { principal, rows };
}

/** Who asks, and what was asked for. For a credential that is not good the query runs as the login role, which sees nothing, and fails. */
async function trip(panel: Panel, statements: TripStatement[]): Promise<[SentRow[], SentRow[]]> {
  const client = await panel.pool.connect();
  try {
    const [, who, rows] = await inOneTrip(client, statements).catch(async (error: TripFailed) => {
      if (!isStale(error.cause)) throw error;
      await client.query('ROLLBACK');
      return inOneTrip(client, statements);
    });
    client.release();
    return [who!, rows!];
  } catch (error) {
    await end(client, 'ROLLBACK');
    if (!(error instanceof TripFailed)) throw error;
    if (error.results[1]?.length === 0) throw notSignedIn();
    throw error.cause;
  }
}

function enterRowOf(row: SentRow | undefined): EnterRow | undefined {
  if (!row) return undefined;
  const [id, name, via, session, role, clusters, seenAt] = row;
  return {
    id: id!,
    name: name!,
    via: via as EnterRow['via'],
    session_id: session ?? null,
    role: role as EnterRow['role'],
    cluster_ids: clusters ? (readArray(clusters) as string[]) : null,
    seen_at: seenAt!.replace(' ', 'T').replace(/\+00$/, 'Z'),
  };
}
