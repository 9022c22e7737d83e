import type pg from 'pg';
import type { Client } from '../model/database.ts';
import { end, entered, enterText, principalOf, sendEnter, type EnterRow } from './enter.ts';
import { notSignedIn } from './http/problem.ts';
import type { Panel } from './panel.ts';
import { inOneWrite } from './pool.ts';
import type { Principal } from './principal.ts';
import { noteUse } from './sessions/note-use.ts';
import { readArray } from './lists/row-writer.ts';

/** Rows as PostgreSQL sends them: texts, unread. */
export type SentRow = (string | null)[];
export const AS_SENT = { getTypeParser: () => (text: string) => text };
const SENT = { rowMode: 'array', types: AS_SENT } as const;

export interface OneRead {
  principal: Principal;
  rows: SentRow[];
}

interface OneQuery {
  text: string;
  values: unknown[];
  /** Asked often enough to be kept by PostgreSQL; completed with the reader's role. */
  name?: string;
}

/** As whom a credential read last: a guess at which of a statement's plans will serve. A wrong guess costs planning, nothing else. */
const guesses = new Map<string, 'a' | 'c'>();
const MOST_GUESSES = 10_000;

/**
 * A read that is one query, in one trip instead of three.
 * @throws ApiProblem 401 for a credential that is not (or no longer) good
 */
export async function readingOnce(panel: Panel, hash: string | null, query: OneQuery): Promise<OneRead> {
  if (hash === null) throw notSignedIn();
  const guess = guesses.get(hash);
  const name = query.name && query.name + (guess ?? 'a');
  const read =
    (name && guess && !query.values.length ? await inOneMessage(panel, hash, query.text, name) : undefined) ??
    (await together(panel, hash, { ...query, name }));
  if (guesses.size > MOST_GUESSES) guesses.clear();
  guesses.set(hash, read.principal.clusterIds === null ? 'a' : 'c');
  noteUse(panel, read.principal);
  return read;
}

/**
 * Entering, query and COMMIT are sent together, and answered one by one. For a credential that is not good the query runs as the login role, which
 * sees nothing, and fails.
 */
async function together(panel: Panel, hash: string, { name, ...query }: OneQuery): Promise<OneRead> {
  const client = await panel.pool.connect();
  const [entering, reading, ending] = inOneWrite(client, () => [
    sendEnter(client, 'BEGIN READ ONLY', hash),
    client.query({ ...query, ...SENT, ...(name ? { name } : {}) } as pg.QueryArrayConfig),
    end(client, 'COMMIT'),
  ]);
  const [enter, read] = await Promise.allSettled([entering, reading]);
  await ending;
  if (enter.status === 'rejected') throw enter.reason;
  const principal = entered(enter.value);
  if (read.status === 'rejected') throw read.reason;
  return { principal, rows: read.value.rows as SentRow[] };
}

/** Statements that were made with PREPARE, by connection. */
const made = new WeakMap<Client, Set<string>>();

/**
 * A statement without parameters is asked for by its name, in one message with all else: PostgreSQL answers once and not three times, which is worth
 * a third of the time of a short list. Names and texts are our own; nothing of them came with a request except words that were checked
 * (see sql.ts).
 * undefined: it did not work out; the other way tells why.
 */
async function inOneMessage(panel: Panel, hash: string, text: string, base: string): Promise<OneRead | undefined> {
  // A name of its own: the driver keeps account of the names that it gave, and these are none of them.
  const name = `q_${base}`;
  const client = await panel.pool.connect();
  const known = made.get(client) ?? new Set();
  made.set(client, known);
  const prepare = known.has(name) ? '' : `PREPARE ${name} AS ${text}; `;
  try {
    const message = `${enterText('BEGIN READ ONLY', hash)}; ${prepare}EXECUTE ${name}; COMMIT`;
    const answers = (await client.query({
      text: message,
      ...SENT,
    } as pg.QueryArrayConfig)) as unknown as pg.QueryArrayResult<SentRow>[];
    known.add(name);
    client.release();
    return { principal: principalOf(enterRowOf(answers[1]!.rows[0])), rows: answers.at(-2)!.rows };
  } catch {
    known.delete(name);
    await client.query('ROLLBACK').catch(() => undefined);
    // Whether it was made before the failure is not known; a name that is taken would fail for ever.
    await client.query(`DEALLOCATE ${name}`).catch(() => undefined);
    client.release();
    return undefined;
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
