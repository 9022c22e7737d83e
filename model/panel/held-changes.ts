import { kindNamed } from '../../contract/kinds/all.ts';
import type { Queryable } from '../database.ts';
import { requestWork } from '../work/due-work.ts';
import { writeAudit } from './audit.ts';
import { inTheWay, missing } from './refused.ts';
import { tellChange } from './tell.ts';

/**
 * A person's word on rows that would go. `release`: they go now, by a worker · `keep`: they stay, and are not asked about again while they are the same.
 * @throws Refused 409 when it was decided before, or has settled itself
 */
export async function decideHeldChange(
  db: Queryable,
  id: string,
  decision: 'release' | 'keep',
  by: { name: string },
): Promise<void> {
  const { rows } = await db.query<{
    state: string;
    source_id: string;
    kind: string;
    scope_title: string;
    reason: string;
    count: number;
  }>(
    'SELECT state, source_id, kind, coalesce(scope_title, scope) AS scope_title, reason, cardinality(ids) AS count FROM held_changes WHERE id = $1 FOR UPDATE',
    [id],
  );
  const held = rows[0];
  if (!held) throw missing('There is no such held change');
  const state = decision === 'release' ? 'released' : 'kept';
  if (held.state !== 'open') throw inTheWay(`It is ${held.state} already`);
  await db.query('UPDATE held_changes SET state = $2, decided_at = now(), decided_by = $3 WHERE id = $1', [
    id,
    state,
    by.name,
  ]);
  if (decision === 'release') await requestWork(db, { task: 'release-held', subjectId: id });
  const { kind, scope_title: title, reason, count } = held;
  await writeAudit(db, {
    action: `held-changes.${decision}`,
    objectKind: 'sources',
    objectId: held.source_id,
    objectName: title ? `${kindNamed(kind).many} of ${title}` : kindNamed(kind).many,
    after: { heldChange: id, reason, count, state },
  });
  await tellChange(db, 'sources', held.source_id);
}
