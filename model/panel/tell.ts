import type { Queryable } from '../database.ts';

/** Tells listeners that one panel-owned object was written; at commit, like everything that NOTIFY says. */
export const tellChange = (db: Queryable, kind: string, id: string) =>
  db.query(`SELECT pg_notify('changes', $1)`, [`panel:${kind}:${id}`]);
