import type { Client } from '../database.ts';
import { entriesAfter } from './entries.ts';
import { auditLine, NOTHING_BEFORE } from './line.ts';

/**
 * Entries as lines of JSON in the order of the chain, from the first that was written at that instant or later. A line without its `,"hash":…` at the end
 * is what that hash was made of: whoever keeps the lines can verify them without the database.
 */
export async function* exportLines(client: Client, since: string | null): AsyncGenerator<string> {
  let { number, hash } = await before(client, since);
  for await (const entry of entriesAfter(client, number)) {
    yield `${auditLine(entry.number, hash, entry).slice(0, -1)},"hash":"${entry.hash ?? ''}"}\n`;
    [number, hash] = [entry.number, entry.hash ?? ''];
  }
}

/** The entry after which the export begins. */
async function before(client: Client, since: string | null): Promise<{ number: number; hash: string }> {
  const { rows } =
    since === null
      ? { rows: [] }
      : await client.query<{ number: number; hash: string }>(
          `SELECT number, hash FROM audit
      WHERE number < coalesce((SELECT min(number) FROM audit WHERE at >= $1), 9223372036854775807) ORDER BY number DESC LIMIT 1`,
          [since],
        );
  return rows[0] ?? { number: 0, hash: NOTHING_BEFORE };
}
