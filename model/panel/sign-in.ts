import { clientNetwork } from '../../runtime/http/client-network.ts';
import type { Queryable } from '../database.ts';

const WINDOW = '15 minutes';
/** A person mistypes a few times; a list of passwords does not fit. */
const A_NAME_FROM_AN_ADDRESS = 10;
/** Guesses from many places. Far more than one place has, so that nobody can lock another's name alone. */
const A_NAME = 100;
/** An office behind one address is many people. */
const AN_ADDRESS = 60;

interface Counter {
  who: string;
  most: number;
}

/** In PostgreSQL, so that a name is written as `userToSignIn` compares it. In this order always: attempts at once wait for each other and never in a ring. */
async function countersOf(db: Queryable, name: string, address: string): Promise<Counter[]> {
  const { rows } = await db.query<{ name: string }>('SELECT lower($1) AS name', [name]);
  const [whose, from] = [rows[0]!.name, clientNetwork(address)];
  return [
    { who: `name:${whose} address:${from}`, most: A_NAME_FROM_AN_ADDRESS },
    { who: `name:${whose}`, most: A_NAME },
    { who: `address:${from}`, most: AN_ADDRESS },
  ];
}

/**
 * Counts an attempt before it is looked at, so that many at once cannot slip through, in PostgreSQL, so that all server processes count as one.
 * Returns null, or the seconds after which another try makes sense. What is refused counts nowhere: a full address must not fill up names.
 */
export async function countAttempt(db: Queryable, name: string, address: string): Promise<number | null> {
  const counters = await countersOf(db, name, address);
  for (const { who, most } of counters) {
    await db.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`sign-in ${who}`]);
    const { rows } = await db.query<{ count: number; wait: number }>(
      `SELECT count(*)::int AS count, ceil(extract(epoch FROM min(at) + interval '${WINDOW}' - now()))::int AS wait
         FROM sign_in_failures WHERE who = $1 AND at > now() - interval '${WINDOW}'`,
      [who],
    );
    if (rows[0]!.count >= most) return Math.max(rows[0]!.wait, 1);
  }
  await db.query('INSERT INTO sign_in_failures (who) SELECT unnest($1::text[])', [counters.map(({ who }) => who)]);
  return null;
}

/**
 * Who signed in was no guesser: what they mistyped here is forgotten, and this attempt counts nowhere. The name's and the address's other attempts
 * stay: one good account must not wash off guesses at others.
 */
export async function forgetAttempts(db: Queryable, name: string, address: string): Promise<void> {
  const [here, ...elsewhere] = await countersOf(db, name, address);
  await db.query('DELETE FROM sign_in_failures WHERE who = $1', [here!.who]);
  for (const { who } of elsewhere)
    await db.query(
      `DELETE FROM sign_in_failures
        WHERE ctid = (SELECT ctid FROM sign_in_failures WHERE who = $1 ORDER BY at DESC LIMIT 1 FOR UPDATE SKIP LOCKED)`,
      [who],
    );
}

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
