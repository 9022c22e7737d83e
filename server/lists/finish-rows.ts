import type { AnyObject } from '../../contract/api/list.ts';
import type { Kind } from '../../contract/kinds/kind.ts';
import type { Reading } from '../reader.ts';
import { showSecretsSet } from '../sources/secrets-set.ts';
import { hideInvolved } from './hide-involved.ts';
import { isPast, statusOf } from './status.ts';

/** What columns alone cannot say of a row, per kind: more is asked for, in the transaction that read the rows. */
const MORE: Record<string, (reading: Reading, rows: AnyObject[]) => Promise<void>> = {
  findings: hideInvolved,
  sources: showSecretsSet,
};

export const needsMore = (kind: Kind): boolean => kind.name in MORE;

export const addMore = async (reading: Reading, kind: Kind, rows: AnyObject[]): Promise<void> =>
  MORE[kind.name]?.(reading, rows);

/** The past has no freshness: nothing in it is stale. */
export function setStatus(kind: Kind, rows: AnyObject[], at: string | null): void {
  const now = at === null ? new Date().toISOString() : null;
  for (const row of rows)
    row.status = statusOf(kind, {
      gone: Boolean(row.goneAt),
      closed: Boolean(row.closedAt),
      word: kind.status ? (row[kind.status.field] as string | null) : null,
      worstFinding: (row.worstFinding ?? null) as string | null,
      stale: now !== null && typeof row.staleAt === 'string' && isPast(row.staleAt, now),
    });
}

/** Rows as they are served. */
export async function finishRows(reading: Reading, kind: Kind, rows: AnyObject[], at: string | null): Promise<void> {
  await addMore(reading, kind, rows);
  setStatus(kind, rows, at);
}
