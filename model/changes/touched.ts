import type { Client } from '../database.ts';

export async function kindsTouched(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ kind: string }>('SELECT DISTINCT kind FROM touched');
  return rows.map((row) => row.kind);
}

/** An object brings about so many link keys. */
const KEYS_AN_OBJECT = 3;

/** Touched objects as a share of all that may be linked, by PostgreSQL's own estimate (a table it has not looked at yet counts as empty). */
export async function touchedShare(client: Client): Promise<number> {
  const { rows } = await client.query<{ touched: number; keys: number }>(
    `SELECT (SELECT count(*) FROM touched) AS touched,
            (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'link_keys'::regclass) AS keys`,
  );
  const { touched, keys } = rows[0]!;
  return touched / Math.max(keys / KEYS_AN_OBJECT, 1);
}
