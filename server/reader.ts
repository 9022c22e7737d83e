import type pg from 'pg';
import { type Ability, whyNot } from '../contract/access/can.ts';
import type { Client, Pool } from '../model/database.ts';
import { end, entered, sendEnter } from './enter.ts';
import { forbidden, notSignedIn } from './http/problem.ts';
import type { Panel } from './panel.ts';
import type { Principal } from './principal.ts';
import { noteUse } from './sessions/note-use.ts';

export interface Reading {
  principal: Principal;
  client: Client;
  /** A tail for names of prepared statements: PostgreSQL plans anew when the role changes, so each role has its own. */
  role: 'a' | 'c' | 'p';
  panel: Panel;
}

/** One query on what readers are not granted, such as which secrets are set. Who may ask was decided before. */
export const queryAsPanel = <R extends pg.QueryResultRow>(
  reading: Pick<Reading, 'client' | 'panel'>,
  text: string,
  values: unknown[],
): Promise<R[]> => queryAs(reading, reading.panel.panelRole, text, values);

/** One query as another role, from which the reader's own role follows again. */
export async function queryAs<R extends pg.QueryResultRow>(
  { client }: Pick<Reading, 'client'>,
  role: string,
  text: string,
  values: unknown[],
): Promise<R[]> {
  const before = await client.query<{ role: string }>(`SELECT current_setting('role') AS role`);
  await client.query(`SET LOCAL ROLE ${role}`);
  const { rows } = await client.query<R>(text, values);
  await client.query(`SELECT set_config('role', $1, true)`, [before.rows[0]!.role]);
  return rows;
}

/**
 * Every read of a request happens in here: three trips with one query, as the reader that the rights say at this moment.
 * The answer does not wait for the COMMIT.
 * @throws ApiProblem 401 for a credential that is not (or no longer) good
 */
export async function reading<T>(
  panel: Panel,
  hash: string | null,
  work: (reading: Reading) => Promise<T>,
): Promise<T> {
  if (hash === null) throw notSignedIn();
  const client = await panel.pool.connect();
  try {
    const principal = entered(await sendEnter(client, 'BEGIN READ ONLY', hash));
    const result = await work({ principal, client, role: principal.clusterIds === null ? 'a' : 'c', panel });
    void end(client, 'COMMIT');
    noteUse(panel, principal);
    return result;
  } catch (error) {
    await end(client, 'ROLLBACK', error);
    throw error;
  }
}

export interface Writing {
  principal: Principal;
  client: Client;
  panel: Panel;
  /** From here on as the role that may write panel tables. Until then it is the reader: what is looked up first obeys visibility. */
  asPanel(): Promise<void>;
  /** What is asked for needs this ability too. @throws ApiProblem 403 */
  require(ability: Ability): Promise<void>;
}

/**
 * Every write of the panel happens in here, audit included: one transaction. What is refused goes on record after all else was taken back
 * (http/note-denied.ts).
 * `ability` null: only for what everybody may do to what is their own.
 */
export async function writing<T>(
  panel: Panel,
  ask: { hash: string | null },
  ability: Ability | null,
  work: (writing: Writing) => Promise<T>,
): Promise<T> {
  if (ask.hash === null) throw notSignedIn();
  const client = await panel.pool.connect();
  try {
    const principal = entered(await sendEnter(client, 'BEGIN', ask.hash));
    const toPanel = async () => {
      await client.query(`SET LOCAL ROLE ${panel.panelRole}`);
    };
    const require = async (needed: Ability) => {
      const reason = whyNot(principal, needed);
      if (reason) throw forbidden(reason, needed);
    };
    if (ability) await require(ability);
    const result = await work({ principal, client, panel, asPanel: toPanel, require });
    await client.query('COMMIT');
    client.release();
    noteUse(panel, principal);
    return result;
  } catch (error) {
    await end(client, 'ROLLBACK', error);
    throw error;
  }
}

/** The panel's own reads and writes that no principal asks for: sign-in, events, marks of use. */
export const asPanel = <T>(
  panel: Pick<Panel, 'pool' | 'panelRole'>,
  begin: 'BEGIN' | 'BEGIN READ ONLY',
  work: (client: Client) => Promise<T>,
): Promise<T> => asRole(panel.pool, panel.panelRole, begin, work);

/** Figures over everything, for who may see everything. */
export const asReader = <T>(
  panel: Pick<Panel, 'pool' | 'readerRole'>,
  work: (client: Client) => Promise<T>,
): Promise<T> => asRole(panel.pool, panel.readerRole, 'BEGIN READ ONLY', work);

async function asRole<T>(pool: Pool, role: string, begin: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query(`${begin}; SET LOCAL ROLE ${role}`);
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    await end(client, 'ROLLBACK', error);
    throw error;
  }
}
