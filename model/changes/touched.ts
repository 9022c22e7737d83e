import type { Client } from '../database.ts';

export async function kindsTouched(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ kind: string }>('SELECT DISTINCT kind FROM touched');
  return rows.map((row) => row.kind);
}

/** An object brings about so many link keys. */
const KEYS_AN_OBJECT = 3;
/** Above this share of all objects the full comparison of links is cheaper than the one by touched ends. */
const MANY = 0.1;
/** Above this share of a kind's rows PostgreSQL's statistics of it, and of its keys and links, would mislead its planner by orders of magnitude. */
const OUTGROWN = 0.5;

export interface Extent {
  /** So many keys changed that all links are compared. */
  allLinks: boolean;
  /** So much was touched that all findings are judged. */
  allFindings: boolean;
  /** Kinds of which so much was touched that statistics have to be taken anew. */
  outgrown: string[];
}

/** How far the transaction's changes reach, by PostgreSQL's own estimates (a table that it has not looked at yet counts as empty). */
export async function extentOfChange(client: Client): Promise<Extent> {
  const { rows } = await client.query<{ kind: string; touched: number; rekeyed: number; rows: number; keys: number }>(
    `SELECT t.kind, t.touched, (SELECT count(*) FROM rekeyed) AS rekeyed, greatest(c.reltuples, 0)::bigint AS rows,
            (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'link_keys'::regclass) AS keys
       FROM (SELECT kind, count(*) AS touched FROM touched GROUP BY kind) t JOIN pg_class c ON c.oid = t.kind::regclass`,
  );
  const touched = rows.reduce((sum, row) => sum + row.touched, 0);
  const { keys = 0, rekeyed = 0 } = rows[0] ?? {};
  const many = (MANY * keys) / KEYS_AN_OBJECT;
  return {
    allLinks: rekeyed > many,
    allFindings: touched > many,
    outgrown: rows.filter((row) => row.touched > OUTGROWN * row.rows).map((row) => row.kind),
  };
}
