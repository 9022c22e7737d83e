import type { Client } from '../database.ts';

/**
 * Tables of one transaction: what it touched, of which the link keys changed, the links that are to be added, whose links changed, what of all this
 * can be reached by how many links, and values of record sets that nothing answers to.
 * They belong to the connection and are emptied at commit, so that an unchanged pull writes nothing to the catalogue.
 */
const WORKSPACE = `
  CREATE TEMP TABLE IF NOT EXISTS touched (kind text NOT NULL, id uuid NOT NULL) ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE IF NOT EXISTS rekeyed (id uuid NOT NULL) ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE IF NOT EXISTS linked (kind text NOT NULL, id uuid NOT NULL) ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE IF NOT EXISTS links_fresh (
    rule text, from_kind text, from_id uuid, from_cluster uuid, to_kind text, to_id uuid, to_cluster uuid, key text
  ) ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE IF NOT EXISTS reached (kind text NOT NULL, id uuid NOT NULL, hops integer NOT NULL) ON COMMIT DELETE ROWS;
  CREATE TEMP TABLE IF NOT EXISTS unanswered (id uuid NOT NULL, key text NOT NULL) ON COMMIT DELETE ROWS;`;

/** What a change reads is in memory or on a disk without heads: with the default of 4, whole tables are scanned for a thousand rows. */
const PLANS = 'SET LOCAL random_page_cost = 1.1;';

/** To be called first in every transaction that changes objects: a transaction that rolled back took the tables with it. */
export async function openWorkspace(client: Client): Promise<void> {
  await client.query(`${PLANS} ${WORKSPACE}`);
}
