import type { ApplyRequest } from '../../contract/plans/plan.ts';
import { isForTwo, type PlanAct, whyNotNow } from '../../contract/plans/can.ts';
import type { Queryable } from '../../model/database.ts';
import { inTheWay, missing, notTheirs, wrongFields } from '../../model/panel/refused.ts';
import { asksApproval } from '../../model/plans/asks-approval.ts';
import { planNow, type PlanRow, readPlan } from '../../model/plans/plan-row.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { requestWork, unscheduleWork } from '../../model/work/due-work.ts';
import { onePerson } from './one-person.ts';
import { undoOf } from './undo.ts';

export interface Person {
  id: string;
  name: string;
}

/** Locks the plan and asks the table. @throws Refused 404, 409 with the reason */
async function lock(
  db: Queryable,
  id: string,
  act: PlanAct,
  by: Person,
  more?: (plan: PlanRow) => PlanRow,
): Promise<PlanRow> {
  const plan = await readPlan(db, id, 'FOR UPDATE');
  if (!plan) throw missing('There is no such plan');
  const reason = whyNotNow(planNow(more ? more(plan) : plan), act, by);
  if (reason !== null) throw (isForTwo(reason) ? notTheirs : inTheWay)(`Plan ${plan.number}: ${reason}`);
  return plan;
}

/** What is agreed to by one alone is not applied any more once two have to. What has begun is gone on with. @throws Refused 409 */
async function refuseUnapproved(db: Queryable, plan: PlanRow): Promise<void> {
  if (plan.needsApproval || plan.undoes !== null || !BEFORE_IT_BEGINS.includes(plan.state)) return;
  if (await asksApproval(db, plan.id)) throw notTheirs(`Plan ${plan.number}: ${ASKED_SINCE}`);
}

const BEFORE_IT_BEGINS: readonly PlanRow['state'][] = ['proposed', 'scheduled'];
export const ASKED_SINCE = 'a cluster asks since for a second person to approve what it changes: plan again';

/** @param unproved why somebody approves of whom nobody has proved that it is a second person: of the machine's operator. On record as an override */
export async function approvePlan(
  db: Queryable,
  id: string,
  by: Person,
  { unproved }: { unproved?: string } = {},
): Promise<void> {
  const plan = await lock(db, id, 'approve', by);
  if (await onePerson(db, plan.actorId, by.id))
    throw notTheirs(`Plan ${plan.number}: a second person has to approve it, and this token is of the first`);
  await db.query(
    `UPDATE plans SET state = 'approved', approved_by = $2, approved_at = now(), changed_at = now() WHERE id = $1`,
    [id, by.name],
  );
  await recordPlanAct(db, 'approve', plan, {
    after: {
      approvedBy: by.name,
      ...(unproved === undefined ? {} : { overridden: ['second-person'], reason: unproved }),
    },
  });
  // Its time may have passed while nobody said yes, or a check may say no: then it waits for a person.
  const approved = planNow({ ...plan, state: 'approved', approvedBy: by.name });
  const ahead = plan.scheduledFor !== null && Date.parse(plan.scheduledFor) > Date.now();
  if (ahead && whyNotNow(approved, 'schedule') === null) await schedulePlan(db, id, plan.scheduledFor!, by);
}

const overriding = (plan: PlanRow): PlanRow => ({
  ...plan,
  checks: plan.checks.map((check) => (check.state === 'failed' ? { ...check, overridden: true } : check)),
});

/** Begins to apply, or goes on: a plan that is paused, that was applied in part, or of which a step waits for a person. */
export async function startPlan(
  db: Queryable,
  id: string,
  by: Person,
  { override, decisions }: ApplyRequest,
): Promise<void> {
  const plan = await lock(db, id, 'apply', by, override ? overriding : undefined);
  await refuseUnapproved(db, plan);
  await refuseWrongDecisions(db, plan, decisions);
  const checks = override ? overriding(plan).checks : plan.checks;
  await db.query(
    `UPDATE plans SET state = 'applying', checks = $2, error = NULL, wanted = NULL, finished_at = NULL, changed_at = now() WHERE id = $1`,
    [id, JSON.stringify(checks)],
  );
  await unscheduleWork(db, { task: 'plan-at-its-time', subjectId: id });
  await requestWork(db, { task: 'apply-plan', subjectId: id, params: { decisions } });
  const overridden = checks.filter((check) => check.overridden).map(({ name }) => name);
  await recordPlanAct(db, 'apply', plan, {
    after: { ...(overridden.length ? { overridden } : {}), ...(Object.keys(decisions).length ? { decisions } : {}) },
  });
}

/** @throws Refused 400 naming steps that wait for nobody, 409 naming those for which a word is missing */
async function refuseWrongDecisions(db: Queryable, plan: PlanRow, decisions: ApplyRequest['decisions']): Promise<void> {
  const { rows } = await db.query<{ n: number }>(`SELECT n FROM plan_steps WHERE plan_id = $1 AND state = 'unsure'`, [
    plan.id,
  ]);
  const unsure = rows.map(({ n }) => String(n));
  const wrong = Object.keys(decisions).filter((n) => !unsure.includes(n));
  if (wrong.length)
    throw wrongFields(Object.fromEntries(wrong.map((n) => [`decisions.${n}`, 'this step waits for no decision'])));
  const open = unsure.filter((n) => !(n in decisions));
  if (open.length)
    throw inTheWay(
      `Plan ${plan.number}: say of step ${open.join(', ')} whether it was done, is to be sent again, or left`,
    );
}

export async function schedulePlan(db: Queryable, id: string, at: string, by: Person): Promise<void> {
  if (Date.parse(at) <= Date.now()) throw wrongFields({ at: 'this instant has passed' });
  const plan = await lock(db, id, 'schedule', by);
  await refuseUnapproved(db, plan);
  await db.query(`UPDATE plans SET state = 'scheduled', scheduled_for = $2, changed_at = now() WHERE id = $1`, [
    id,
    at,
  ]);
  await unscheduleWork(db, { task: 'plan-at-its-time', subjectId: id });
  await requestWork(db, { task: 'plan-at-its-time', subjectId: id }, at);
  await recordPlanAct(db, 'schedule', plan, { after: { at } });
}

/** It stops after the step that is under way. */
export async function pausePlan(db: Queryable, id: string, by: Person): Promise<void> {
  const plan = await lock(db, id, 'pause', by);
  await db.query(`UPDATE plans SET wanted = 'pause', changed_at = now() WHERE id = $1`, [id]);
  await recordPlanAct(db, 'pause', plan);
}

export async function cancelPlan(db: Queryable, id: string, by: Person): Promise<void> {
  const plan = await lock(db, id, 'cancel', by);
  await db.query(`UPDATE plans SET state = 'cancelled', finished_at = now(), changed_at = now() WHERE id = $1`, [id]);
  await unscheduleWork(db, { task: 'plan-at-its-time', subjectId: id });
  await unscheduleWork(db, { task: 'check-plan', subjectId: id });
  await recordPlanAct(db, 'cancel', plan);
}

/** @returns the id of the plan that undoes it, which is being applied already */
export async function undoPlan(db: Queryable, id: string, by: Person): Promise<string> {
  return undoOf(db, await lock(db, id, 'undo', by), by);
}
