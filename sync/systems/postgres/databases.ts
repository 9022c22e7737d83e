import { z } from 'zod';
import { type Malformed, readRows } from '../read-rows.ts';
import { settledRaw } from '../settled-raw.ts';
import type { Row } from '../system.ts';
import type { Session } from './connect.ts';
import type { LookedAt } from './server.ts';

/**
 * The locale that sorts text stands in one of three columns, by the version: datlocale since 17, daticulocale in 15 and 16, else datcollate. A row
 * made JSON can be asked for columns that it does not have. A limit of -2 marks a database whose removal was cut short.
 */
const SQL = `
  SELECT d.oid::text AS oid, d.datname AS name, pg_get_userbyid(d.datdba) AS owner, pg_encoding_to_char(d.encoding) AS encoding,
         coalesce(j ->> 'datlocale', j ->> 'daticulocale', j ->> 'datcollate') AS locale,
         d.datallowconn AND d.datconnlimit <> -2 AS "allowsConnections", nullif(greatest(d.datconnlimit, -1), -1) AS "connectionLimit",
         shobj_description(d.oid, 'pg_database') AS comment
    FROM pg_database d, to_jsonb(d) j WHERE NOT d.datistemplate ORDER BY d.oid`;

const database = z.object({
  oid: z.string().regex(/^\d+$/),
  name: z.string().min(1),
  owner: z.string(),
  encoding: z.string(),
  locale: z.string().nullable(),
  allowsConnections: z.boolean(),
  connectionLimit: z.int().nullable(),
  comment: z.string().nullable(),
});

export interface ListedDatabases {
  observedAt: Date;
  rows: Row<'databases'>[];
  malformed: Malformed[];
}

/** The same on every server with the same data, and through a promotion: the primary's number of a database is that of its replicas. */
export const databaseKey = (systemIdentifier: string, oid: string) => `${systemIdentifier}/${oid}`;

/** All databases but templates, as the server on which they are written tells them. */
export async function listDatabases({ server, row, facts }: LookedAt, { ask }: Session): Promise<ListedDatabases> {
  const { sentAt, rows } = await ask(SQL);
  const { systemIdentifier } = facts;
  const read = readRows<'databases', typeof database>(
    database,
    rows,
    ({ oid, ...said }, raw) => ({
      ...said,
      key: databaseKey(systemIdentifier, oid),
      raw: settledRaw(raw),
      server: row.name,
      serverKey: server.key,
      account: row.account,
      systemIdentifier,
    }),
    (one) => {
      const { oid } = one as { oid?: unknown };
      return typeof oid === 'string' ? databaseKey(systemIdentifier, oid) : undefined;
    },
  );
  return { observedAt: sentAt, ...read };
}
