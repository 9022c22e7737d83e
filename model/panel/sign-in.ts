import type { Queryable } from '../database.ts';

const WINDOW = '15 minutes';
/** A person mistypes a few times; a list of passwords does not fit. */
const A_NAME = 10;
/** An office behind one address is many people. */
const AN_ADDRESS = 60;

/**
 * Counts an attempt before it is looked at, so that many at once cannot slip through, in PostgreSQL, so that all server processes count as one.
 * Returns null, or the seconds after which another try makes sense.
 */
export async function countAttempt(db: Queryable, name: string, address: string): Promise<number | null> {
  for (const [who, most] of [
    [nameKey(name), A_NAME],
    [`address:${address}`, AN_ADDRESS],
  ] as const) {
    await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`sign-in ${who}`]);
    const { rows } = await db.query<{ count: number; wait: number }>(
      `SELECT count(*)::int AS count, ceil(extract(epoch FROM min(at) + interval '${WINDOW}' - now()))::int AS wait
         FROM sign_in_failures WHERE who = $1 AND at > now() - interval '${WINDOW}'`,
      [who],
    );
    if (rows[0]!.count >= most) return Math.max(rows[0]!.wait, 1);
    await db.query('INSERT INTO sign_in_failures (who) VALUES ($1)', [who]);
  }
  return null;
}

/** Who signed in was no guesser. The address stays counted: one good account must not wash off guesses at others. */
export const forgetAttempts = (db: Queryable, name: string) =>
  db.query('DELETE FROM sign_in_failures WHERE who = $1', [nameKey(name)]);

const nameKey = (name: string) => `name:${name.toLowerCase()}`;

export interface SignInUser {
  id: string;
  name: string;
  password_hash: string | null;
}

export async function userToSignIn(db: Queryable, name: string): Promise<SignInUser | undefined> {
  const { rows } = await db.query<SignInUser>(
    'SELECT id, name, password_hash FROM users WHERE lower(name) = lower($1) AND NOT disabled',
    [name],
  );
  return rows[0];
}
