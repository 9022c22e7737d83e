import type { Client } from '../database.ts';
import { type ChainedRow, lineColumns } from './line.ts';

const ENTRIES_A_READ = 1000;

/** An entry that is in the chain, with the signed head that ends with it, if there is one. */
export type ChainedEntry = ChainedRow & {
  number: number;
  signedHash: string | null;
  signedAt: string | null;
  signature: string | null;
};

/** Entries in the order of the chain, a thousand at a time in memory. To be read to the end, or the transaction ended: its cursor is open until then. */
export async function* entriesAfter(client: Client, number: number): AsyncGenerator<ChainedEntry> {
  await client.query(
    `DECLARE entries NO SCROLL CURSOR FOR
     SELECT a.number, ${lineColumns}, h.hash AS "signedHash", h.at AS "signedAt", h.signature
       FROM audit a LEFT JOIN audit_heads h ON h.number = a.number
      WHERE a.number > $1 ORDER BY a.number`,
    [number],
  );
  for (;;) {
    const { rows } = await client.query<ChainedEntry>(`FETCH ${ENTRIES_A_READ} FROM entries`);
    yield* rows;
    if (rows.length < ENTRIES_A_READ) break;
  }
  await client.query('CLOSE entries');
}
