import { linesIn } from '../../contract/plans/describe.ts';
import { changes, irreversible } from '../../contract/plans/steps.ts';
import { inTransaction, type Pool, type Queryable } from '../../model/database.ts';
import { type PlanRow, readPlan } from '../../model/plans/plan-row.ts';
import { copyPlanObjects } from '../../model/plans/plan-objects.ts';
import { recordPlanAct } from '../../model/plans/record-plan-act.ts';
import { insertSteps, type StepRow } from '../../model/plans/step-row.ts';
import { tellChange } from '../../model/panel/tell.ts';
import { requestWork } from '../../model/work/due-work.ts';
import { currentContext } from '../../runtime/context.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { holdFence, type PlanLease } from './plan-lease.ts';
import type { Invert } from './step-type.ts';

/**
 * A plan that brings back what another one found, made from its journal: last step first, exactly what was there. It is applied at once, and refused
 * step by step where a target is no longer as it was left. The steps are made when it begins, since what it undoes may still be writing its present step.
 * `plan` is locked by the caller's transaction.
 * @returns the id of the undo
 */
export async function undoOf(db: Queryable, plan: PlanRow, by: { id: string | null; name: string }): Promise<string> {
  const id = uuidv7();
  const title = `Undo: ${plan.title}`;
  await db.query(
    `INSERT INTO plans (id, number, title, action, state, params, reason, cluster_ids, actor, actor_id, request_id, button, step_count, change_count,
                        written_count, undoable_count, candidates, checks, warnings, offers, objects, irreversible, needs_approval, on_failure, undoes,
                        digest, probes)
     SELECT $1, nextval('plan_numbers'), $2, 'undo', 'applying', jsonb_build_object('planId', id), reason, cluster_ids, $3, $4, $5, 'Roll back', 0, 0,
            0, 0, '[]', '[]', '[]', '[]', objects, '{}', false, 'stop', id, '', '[]'
       FROM plans WHERE id = $6`,
    [id, title, by.name, by.id, currentContext()?.requestId ?? null, plan.id],
  );
  await copyPlanObjects(db, plan.id, id);
  // One that is being applied stops after its present step.
  await db.query(
    `UPDATE plans SET undone_by = $2, wanted = CASE WHEN state = 'applying' THEN 'undo' END,
            state = CASE WHEN state = 'applying' THEN state ELSE 'undoing' END, changed_at = now() WHERE id = $1`,
    [plan.id, id],
  );
  await requestWork(db, { task: 'apply-plan', subjectId: id, params: { decisions: {} } });
  await recordPlanAct(db, 'undo', { id: plan.id, title: plan.title }, { after: { undo: id } });
  await tellChange(db, 'plans', id);
  return id;
}

const TURNED_AT_ONCE = 8;

/** What there is to undo of a plan: steps that have written, or may have, last first, a few at a time. */
async function* journal(
  db: Queryable,
  planId: string,
): AsyncIterable<Pick<StepRow, 'n' | 'step' | 'found' | 'leftBehind'>[]> {
  for (let before: number | null = null; ;) {
    const { rows }: { rows: Pick<StepRow, 'n' | 'step' | 'found' | 'leftBehind'>[] } = await db.query(
      `SELECT n, step, found, left_behind AS "leftBehind" FROM plan_steps
        WHERE plan_id = $1 AND found IS NOT NULL AND state IN ('sent', 'applied', 'unsure', 'skipped') AND ($2::integer IS NULL OR n < $2)
        ORDER BY n DESC LIMIT $3`,
      [planId, before, TURNED_AT_ONCE],
    );
    if (rows.length) yield rows;
    if (rows.length < TURNED_AT_ONCE) return;
    before = rows.at(-1)!.n;
  }
}

function inverseOf({ step, found, leftBehind }: Pick<StepRow, 'step' | 'found' | 'leftBehind'>, invert: Invert) {
  if (!changes(step) || irreversible(step) !== null) return [];
  return invert(step, found, leftBehind) ?? [];
}

/**
 * Gives an undo its steps. False while what is to be undone is still being applied.
 * @throws FenceLost, or what `invert` throws
 */
export async function fillUndo(pool: Pool, lease: PlanLease, undo: PlanRow, invert: Invert): Promise<boolean> {
  const undone = await readPlan(pool, undo.undoes!);
  if (undone?.state === 'applying') return false;
  await inTransaction(pool, async (client) => {
    await holdFence(client, lease);
    let [steps, lines] = [0, 0];
    let written = Promise.resolve();
    for await (const some of journal(pool, undo.undoes!)) {
      const inverses = some.flatMap((row) => inverseOf(row, invert));
      await written;
      // While they are written the next ones are read and turned round: somebody waits for the first of them.
      written = insertSteps(client, undo.id, inverses, steps);
      written.catch(() => undefined);
      steps += inverses.length;
      lines += inverses.reduce((sum, step) => sum + linesIn(step), 0);
    }
    await written;
    await client.query(
      `UPDATE plans SET step_count = $2, change_count = $3, state = CASE WHEN $2 = 0 THEN 'applied' ELSE state END,
              finished_at = CASE WHEN $2 = 0 THEN clock_timestamp() END WHERE id = $1`,
      [undo.id, steps, lines],
    );
    await setUndone(client, undo.undoes!, steps === 0 ? 'undone' : 'undoing');
  });
  return true;
}

/** Of a plan `p` that is not undone after all: what its steps say. */
const AS_ITS_STEPS_SAY = `
  CASE WHEN EXISTS (SELECT FROM plan_steps s WHERE s.plan_id = p.id AND s.state IN ('sent', 'unsure')) THEN 'needs_person'
       WHEN EXISTS (SELECT FROM plan_steps s WHERE s.plan_id = p.id AND s.state NOT IN ('applied', 'skipped')) THEN 'partly_applied'
       ELSE 'applied' END`;

/** What an undo means for the plan that it undoes. `null`: it came to nothing, and can be tried again. */
export async function setUndone(db: Queryable, planId: string, state: 'undoing' | 'undone' | null): Promise<void> {
  await db.query(
    `UPDATE plans p SET state = coalesce($2, ${AS_ITS_STEPS_SAY}), undone_by = CASE WHEN $2 IS NOT NULL THEN undone_by END,
            changed_at = now()
      WHERE id = $1`,
    [planId, state],
  );
  await tellChange(db, 'plans', planId);
  if (state === 'undone') await holdAgain(db, planId);
}

/** Where the plan that was undone is itself an undo, what that one had taken back holds again, as far as it was applied. */
async function holdAgain(db: Queryable, undoId: string): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `UPDATE plans p SET undone_by = NULL, changed_at = now(), state = ${AS_ITS_STEPS_SAY}
       FROM plans u WHERE u.id = $1 AND p.id = u.undoes AND p.undone_by = u.id
      RETURNING p.id`,
    [undoId],
  );
  for (const { id } of rows) await tellChange(db, 'plans', id);
}
