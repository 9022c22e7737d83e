import type { Client } from '../database.ts';
import { type ChainedEntry, entriesAfter } from './entries.ts';
import { auditLine, type ChainedRow, hashOf, lineColumns, NOTHING_BEFORE } from './line.ts';
import { type Head, isSignedWith, type SignedHead } from './signed-head.ts';

/** What is not as it was written: the first of it in the order of the chain. */
export interface Wrong {
  /** Null: an entry that has no place in the chain. */
  number: number | null;
  what: string;
}

export interface Verdict {
  /** As far as the chain is sound. */
  head: (Head & { at: string }) | null;
  /** The last head that a worker has signed. */
  signed: SignedHead | null;
  /** Entries that stood longest before a head was signed over them. */
  unsignedLongest: { from: number; to: number; hours: number } | null;
  wrong: Wrong | null;
}

interface Known {
  masterKey: Buffer;
  /** Where to begin: everything up to there was verified before. */
  from?: Head;
  /** A head that was kept elsewhere. */
  kept?: Head;
}

/**
 * Makes every hash anew, in a transaction of READ ONLY that the caller has opened. What it relies on is not in the database: the form of the lines, and
 * the key of the signatures.
 */
export async function verifyAudit(client: Client, { masterKey, from, kept }: Known): Promise<Verdict> {
  const verdict: Verdict = { head: null, signed: null, unsignedLongest: null, wrong: null };
  let last: Head = from ?? { number: 0, hash: NOTHING_BEFORE };
  let signedUpTo = last.number;
  let unsignedSince: string | null = null;
  const wrong = (number: number | null, what: string): Verdict => ({ ...verdict, wrong: { number, what } });

  for await (const entry of entriesAfter(client, last.number)) {
    const { number } = entry;
    if (number > last.number + 1) return wrong(last.number + 1, `${span(last.number + 1, number - 1)} removed`);
    if (number <= last.number) return wrong(number, `entry ${number} is there twice`);
    if (entry.hash === null || hashOf(auditLine(number, last.hash, entry)) !== entry.hash)
      return wrong(number, unlike(entry));
    last = { number, hash: entry.hash };
    if (kept?.number === number && kept.hash !== entry.hash)
      return wrong(signedUpTo + 1, `${span(signedUpTo + 1, number)} rewritten: ${number}:${kept.hash} was its head`);
    verdict.head = { ...last, at: entry['at']! };
    unsignedSince ??= entry['at']!;
    const signed = signedHeadOf(entry);
    if (!signed) continue;
    if (!isSignedWith(masterKey, signed)) return wrong(number, `the head ${number} was not signed with this key`);
    if (signed.hash !== entry.hash)
      return wrong(
        signedUpTo + 1,
        `${span(signedUpTo + 1, number)} rewritten: another head was signed on ${signed.at}, ${number}:${signed.hash}`,
      );
    const hours = (Date.parse(signed.at) - Date.parse(unsignedSince)) / 3_600_000;
    if (hours > (verdict.unsignedLongest?.hours ?? 0))
      verdict.unsignedLongest = { from: signedUpTo + 1, to: number, hours };
    [verdict.signed, signedUpTo, unsignedSince] = [signed, number, null];
  }
  return { ...verdict, wrong: await atTheEnd(client, masterKey, last.number, kept) };
}

/** What no entry of the chain can tell: a tail that was cut off, entries that were put in beside it. */
async function atTheEnd(client: Client, masterKey: Buffer, end: number, kept?: Head): Promise<Wrong | null> {
  const cut = (by: number, because: string) => ({ number: end + 1, what: `${span(end + 1, by)} cut off: ${because}` });
  const beyond = await client.query<SignedHead>(
    'SELECT number, hash, at, signature FROM audit_heads WHERE number > $1 ORDER BY number DESC LIMIT 1',
    [end],
  );
  const head = beyond.rows[0];
  if (head && !isSignedWith(masterKey, head))
    return { number: head.number, what: `the head ${head.number} was not signed with this key` };
  if (head) return cut(head.number, `the head ${head.number} was signed on ${head.at}`);
  if (kept && kept.number > end) return cut(kept.number, `the head was ${kept.number}`);
  const beside = await client.query<ChainedRow>(
    `SELECT ${lineColumns} FROM audit a WHERE a.number IS NULL ORDER BY a.at, a.id LIMIT 1`,
  );
  const entry = beside.rows[0];
  return entry ? { number: null, what: `an entry that is not in the chain was put in: ${toldOf(entry)}` } : null;
}

const signedHeadOf = ({ number, signedHash, signedAt, signature }: ChainedEntry): SignedHead | null =>
  signature === null ? null : { number, hash: signedHash!, at: signedAt!, signature };

const span = (from: number, to: number) => (from === to ? `entry ${from} was` : `entries ${from} to ${to} were`);

/** Who edits an entry and gives it a new hash shows at the next one, which is made of both. */
const unlike = (entry: ChainedEntry) =>
  entry.number === 1
    ? `entry 1 was edited, or is another one: ${toldOf(entry)}`
    : `entry ${entry.number} was edited, or is another one, or entry ${entry.number - 1} was and has a new hash: ${toldOf(entry)}`;

const toldOf = (entry: ChainedRow) =>
  `${entry['id']}, ${JSON.stringify(entry['action'])} by ${JSON.stringify(entry['actor'])} at ${entry['at']}`;
