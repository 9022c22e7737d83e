import type { Queryable } from '../../model/database.ts';
import { wrongFields } from '../../model/panel/refused.ts';
import { notePlanObjects } from '../../model/plans/plan-objects.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { insertSteps } from '../../model/plans/step-row.ts';
import { requestWork } from '../../model/work/due-work.ts';
import { currentContext } from '../../runtime/context.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import type { Draft } from './draft.ts';
import { draftColumns, needsApproval } from './draft-columns.ts';

export interface Proposal {
  action: string;
  params: Record<string, unknown>;
  reason: string;
  draft: Draft;
  by: { id: string; name: string };
  scheduleFor?: string | null;
  undoes?: string;
}

/**
 * Writes a plan down and has a worker check it. Nothing outside is changed by it.
 * @returns its id
 */
export async function proposePlan(db: Queryable, proposal: Proposal): Promise<string> {
  const { draft, by } = proposal;
  if (proposal.scheduleFor && Date.parse(proposal.scheduleFor) <= Date.now())
    throw wrongFields({ scheduleFor: 'this instant has passed' });
  const id = uuidv7();
  const columns = {
    id,
    action: proposal.action,
    state: 'checking',
    params: proposal.params,
    reason: proposal.reason,
    actor: by.name,
    actor_id: by.id,
    request_id: currentContext()?.requestId ?? null,
    written_count: 0,
    undoable_count: 0,
    needs_approval: proposal.undoes === undefined && (await needsApproval(db, draft.clusterIds)),
    scheduled_for: proposal.scheduleFor ?? null,
    undoes: proposal.undoes ?? null,
    ...(await draftColumns(db, draft)),
  };
  const places = Object.keys(columns).map((_, place) => `$${place + 1}`);
  await db.query(
    `INSERT INTO plans (number, ${Object.keys(columns).join(', ')}) VALUES (nextval('plan_numbers'), ${places.join(', ')})`,
    Object.values(columns),
  );
  await insertSteps(db, id, draft.steps);
  await notePlanObjects(db, id);
  await requestWork(db, { task: 'check-plan', subjectId: id });
  await recordPlanAct(
    db,
    'propose',
    { id, title: draft.title },
    { after: { action: proposal.action, params: proposal.params } },
  );
  return id;
}

/**
 * Puts another draft in the place of the one that a plan was proposed with, as long as it is being checked: nobody was asked to apply it yet.
 * @returns whether it was
 */
export async function redraftPlan(db: Queryable, id: string, draft: Draft): Promise<boolean> {
  const columns = { ...(await draftColumns(db, draft)), needs_approval: await needsApproval(db, draft.clusterIds) };
  const set = Object.keys(columns).map((name, place) => `${name} = $${place + 2}`);
  const { rowCount } = await db.query(
    `UPDATE plans SET ${set.join(', ')}, changed_at = now() WHERE id = $1 AND state = 'checking' AND undoes IS NULL`,
    [id, ...Object.values(columns)],
  );
  if (!rowCount) return false;
  await db.query('DELETE FROM plan_steps WHERE plan_id = $1', [id]);
  await db.query('DELETE FROM plan_objects WHERE plan_id = $1', [id]);
  await insertSteps(db, id, draft.steps);
  await notePlanObjects(db, id);
  await recordPlanAct(db, 'plan-again', { id, title: draft.title });
  return true;
}
