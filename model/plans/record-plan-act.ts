import type { Queryable } from '../database.ts';
import { type AuditEntry, writeAudit } from '../panel/audit.ts';
import { tellChange } from '../panel/tell.ts';

/** What is done with a plan goes on record in the transaction in which it is done, and listeners are told. */
export async function recordPlanAct(
  db: Queryable,
  act: string,
  plan: { id: string; title: string },
  change: Pick<AuditEntry, 'before' | 'after'> = {},
): Promise<void> {
  await writeAudit(db, {
    action: `plans.${act}`,
    objectKind: 'plans',
    objectId: plan.id,
    objectName: plan.title,
    planId: plan.id,
    ...change,
  });
  await tellChange(db, 'plans', plan.id);
}
