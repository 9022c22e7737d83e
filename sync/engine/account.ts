import type { Pool } from '../../model/database.ts';
import { hold } from './gone.ts';
import { OtherAccount } from './trouble.ts';

/**
 * Whose credentials a source has is learnt by its first pull, and must not change after that: another account's listing would take away all that is here.
 * @throws OtherAccount once it is held for a person
 */
export async function settleAccount(
  pool: Pool,
  run: { source: { id: string }; runId: string },
  before: string | null,
  account: string,
): Promise<void> {
  const sourceId = run.source.id;
  if (before !== null && before !== account) {
    const trouble = new OtherAccount(before, account);
    const everything = {
      sourceId,
      scopeId: null,
      kind: { name: 'sources' },
      scope: '',
      scopeTitle: '',
      runId: run.runId,
    };
    await hold(pool, everything, { reason: 'other-account', detail: trouble.message }, []);
    throw trouble;
  }
  if (before === null)
    await pool.query('UPDATE sources SET account = $2, changed_at = now() WHERE id = $1 AND account IS NULL', [
      sourceId,
      account,
    ]);
  // The source's own account is back: nobody needs to decide any more.
  else
    await pool.query(
      `UPDATE held_changes SET state = 'passed', decided_at = now() WHERE source_id = $1 AND reason = 'other-account' AND state = 'open'`,
      [sourceId],
    );
}
