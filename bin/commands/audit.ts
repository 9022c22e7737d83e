import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { instant } from '../../contract/kinds/field.ts';
import { exportLines } from '../../model/audit/export.ts';
import { readingAudit, refuseOtherKey } from '../../model/audit/read.ts';
import type { Head } from '../../model/audit/signed-head.ts';
import { type Verdict, verifyAudit } from '../../model/audit/verify.ts';
import { readConfig } from '../../runtime/config.ts';
import { loadMasterKey } from '../../runtime/sealing/master-key.ts';
import { StartError } from '../../runtime/start-error.ts';
import { openDatabase } from '../database.ts';
import { print } from '../print.ts';

/** Says whether the audit is as it was written, and which entry is the first that is not: then the exit code is 1. */
export async function verify(options: { head?: string }): Promise<void> {
  const kept = options.head === undefined ? undefined : readHead(options.head);
  const config = readConfig();
  const masterKey = loadMasterKey(config);
  const verdict = await withDatabase((ownerUrl) =>
    readingAudit(ownerUrl, async (client) => {
      await refuseOtherKey(client, masterKey);
      return verifyAudit(client, { masterKey, kept });
    }),
  );
  for (const line of verdictLines(verdict)) print(line);
  if (verdict.wrong) process.exitCode = 1;
}

/** Lines of JSON on standard output, and nothing else. */
export async function exportAudit({ since }: { since?: string }): Promise<void> {
  if (since !== undefined && !instant.safeParse(since).success)
    throw new StartError(`--since ${since} is not an instant such as 2026-11-20T09:00:00Z`);
  await withDatabase((ownerUrl) =>
    readingAudit(ownerUrl, (client) =>
      pipeline(Readable.from(exportLines(client, since ?? null)), process.stdout, { end: false }),
    ),
  ).catch((error: unknown) => {
    // Whoever reads has had enough, as `head` does.
    if ((error as { code?: string }).code !== 'EPIPE') throw error;
  });
}

async function withDatabase<T>(work: (ownerUrl: string) => Promise<T>): Promise<T> {
  const database = await openDatabase(readConfig(), { join: true });
  try {
    return await work(database.ownerUrl);
  } finally {
    await database.stop();
  }
}

function readHead(text: string): Head {
  const [, number, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (hash === undefined) throw new StartError(`--head ${text} is not a head such as 1234:9f86d0…, number and hash`);
  return { number: Number(number), hash };
}

function verdictLines({ head, signed, unsignedLongest, wrong }: Verdict): string[] {
  if (wrong) return [`the audit is NOT as it was written: ${wrong.what}`];
  if (!head) return ['the audit is empty'];
  const lines = [`the audit is sound: ${head.number} entries`, `head ${head.number}:${head.hash} of ${head.at}`];
  if (!signed) return [...lines, 'no head was signed yet: a worker does it within the hour'];
  lines.push(`signed up to ${signed.number}, on ${signed.at}`);
  if (unsignedLongest && unsignedLongest.hours > USUAL_HOURS)
    lines.push(
      `entries ${unsignedLongest.from} to ${unsignedLongest.to} were signed ${Math.round(unsignedLongest.hours)} hours after the first of them: no worker ran then, they are from before there was a chain, or signed heads were taken away`,
    );
  return lines;
}

/** A head is signed every hour; a worker may be restarted in between. */
const USUAL_HOURS = 3;
